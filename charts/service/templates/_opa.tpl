{{- /* All that a service's OPA is, and how it reaches the portal, stands in this file. */ -}}

{{- /* Puts the policies where OPA reads them: they are a part of the image, so its digest and signature are theirs, too. */ -}}
{{- define "service.opa.policies" -}}
name: policies
image: {{ include "service.image" . }}
command:
  - node
  - -e
  - |
    const { cpSync } = require('node:fs');
    cpSync(process.argv[1], '/policies/policy', { recursive: true });
    cpSync(process.argv[2], '/policies/opa.yaml');
  - {{ .Values.opa.policies }}
  - {{ .Values.opa.config }}
securityContext:
  {{- include "service.containerSecurity" . | nindent 2 }}
volumeMounts:
  - name: policies
    mountPath: /policies
resources:
  {{- toYaml .Values.opa.resources | nindent 2 }}
{{- end }}

{{- /* A sidecar that starts before the service and ends after it (Kubernetes 1.29), so that every request finds it. */ -}}
{{- define "service.opa.sidecar" -}}
name: opa
image: {{ .Values.opa.image }}
restartPolicy: Always
args:
  - run
  - --server
  - --addr=127.0.0.1:{{ .Values.opa.port }}
  - --diagnostic-addr=0.0.0.0:8282
  - --log-format=json
  - --log-level=error
  - --disable-telemetry
  - --ignore=testdata
  - --ignore=*_test.rego
  {{- if .Values.decisionLog.url }}
  - --config-file=/policies/opa.yaml
  {{- end }}
  - /policies/policy
{{- with .Values.decisionLog }}
{{- if .url }}
env:
  - name: DECISION_LOG_URL
    value: {{ .url | quote }}
  - name: DECISION_LOG_TOKEN_FILE
    value: /var/run/secrets/decision-log/token
  - name: POLICY_REVISION
    value: {{ $.Values.image.digest | quote }}
{{- end }}
{{- end }}
ports:
  - name: opa
    containerPort: 8282
startupProbe:
  httpGet: { path: /health, port: opa }
  periodSeconds: 1
  failureThreshold: 60
livenessProbe:
  httpGet: { path: /health, port: opa }
securityContext:
  {{- include "service.containerSecurity" . | nindent 2 }}
volumeMounts:
  - name: policies
    mountPath: /policies
    readOnly: true
  {{- if .Values.decisionLog.url }}
  - name: decision-log
    mountPath: /var/run/secrets/decision-log
    readOnly: true
  {{- end }}
resources:
  {{- toYaml .Values.opa.resources | nindent 2 }}
{{- end }}

{{- define "service.opa.volumes" -}}
- name: policies
  emptyDir: {}
{{- with .Values.decisionLog }}
{{- if .url }}
- name: decision-log
  secret:
    secretName: {{ .tokenSecret | default (printf "%s-decision-log" $.Values.name) }}
{{- end }}
{{- end }}
{{- end }}
