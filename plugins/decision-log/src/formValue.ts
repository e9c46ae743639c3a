/** What stands in a field of a form, without the spaces around it; empty when there is no such field. */
export function formValue(form: HTMLFormElement, name: string): string {
  const field = form.elements.namedItem(name);
  return field instanceof HTMLInputElement ? field.value.trim() : '';
}
