/** The mark of the portal: a seal whose ring is closed by a check. */
export function Mark({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 32 32" className={className} aria-hidden="true">
      <path
        d="M27.2 11.4A12.2 12.2 0 1 1 21.9 5.3"
        fill="none"
        stroke="#5fd4bd"
        strokeWidth="3"
        strokeLinecap="round"
      />
      <path
        d="M10.2 15.8l5 5L27.8 7.6"
        fill="none"
        stroke="#ffffff"
        strokeWidth="3"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  );
}
