// Alerts for operators. Each rule asks Application Insights for a metric of docs/operations.md every quarter of an hour.
param applicationInsightsName string
param location string
param tags object

@description('Who gets a mail.')
param email string

@description('Age of the oldest message on a queue above which the alert fires, in seconds.')
param oldestMessageSeconds int

@description('Lag of a cursor above which the alert fires, in seconds.')
param cursorLagSeconds int

@description('Requests to RapidPro in an hour above which the alert fires.')
param rapidProRequests int

resource applicationInsights 'Microsoft.Insights/components@2020-02-02' existing = {
  name: applicationInsightsName
}

resource people 'Microsoft.Insights/actionGroups@2023-01-01' = {
  name: 'ag-mhero'
  // An action group is of all regions.
  location: 'global'
  tags: tags
  properties: {
    enabled: true
    groupShortName: 'mHero'
    emailReceivers: [
      {
        name: 'operators'
        emailAddress: email
        useCommonAlertSchema: true
      }
    ]
  }
}

type rule = {
  name: string
  description: string
  severity: int
  @description('It returns the column Value, in a row for each value of the dimension.')
  query: string
  @description('Column that names the thing, or none.')
  dimension: string?
  operator: ('GreaterThan' | 'LessThan')
  threshold: int
  @description('The time that is looked at; half an hour unless set.')
  window: string?
}

var rules rule[] = [
  {
    name: 'mHero: dead letters'
    description: 'Items could not be processed. GET /api/dead-letters shows subject, code and cause; replay them after the cause is removed.'
    severity: 2
    query: 'customMetrics | where name == "mhero.dead_letters.open" | summarize arg_max(timestamp, valueMax) | project Value = valueMax'
    operator: 'GreaterThan'
    threshold: 0
  }
  {
    name: 'mHero: circuit open'
    description: 'Equal failures have stopped a queue. GET /api/status shows the cause; nothing is lost, and the work goes on after the cause is removed.'
    severity: 1
    query: 'customMetrics | where name == "mhero.circuit.open" | extend queue = tostring(customDimensions["queue"]) | summarize Value = max(valueMax) by queue'
    dimension: 'queue'
    operator: 'GreaterThan'
    threshold: 0
  }
  {
    name: 'mHero: oldest message'
    description: 'A message has waited on a queue for too long. An initial load that waits for RapidPro\'s quota does so too.'
    severity: 2
    query: 'customMetrics | where name == "mhero.queue.oldest_message.age" | extend queue = tostring(customDimensions["queue"]) | summarize Value = min(valueMax) by queue'
    dimension: 'queue'
    operator: 'GreaterThan'
    threshold: oldestMessageSeconds
  }
  {
    name: 'mHero: cursor lag'
    description: 'A side was not read to its end for too long. GET /api/status shows the error of the last reading.'
    severity: 2
    query: 'customMetrics | where name == "mhero.cursor.lag" | extend cursor = tostring(customDimensions["cursor"]) | summarize Value = min(valueMax) by cursor'
    dimension: 'cursor'
    operator: 'GreaterThan'
    threshold: cursorLagSeconds
  }
  {
    name: 'mHero: webhooks refused'
    description: 'Calls of RapidPro were refused. The reason MH6011 is a wrong secret, MH6010 a secret that is not set.'
    severity: 2
    query: 'customMetrics | where name == "mhero.webhooks.refused" | extend reason = tostring(customDimensions["reason"]) | summarize Value = sum(valueSum) by reason'
    dimension: 'reason'
    operator: 'GreaterThan'
    threshold: 0
  }
  {
    name: 'mHero: RapidPro quota'
    description: 'RapidPro answered almost as many requests in the last hour as it allows. mHero waits when the quota is used up; something else may use the same token.'
    severity: 3
    query: 'customMetrics | where name == "mhero.rapidpro.requests" | summarize Value = sum(valueSum)'
    operator: 'GreaterThan'
    threshold: rapidProRequests
    window: 'PT1H'
  }
  {
    name: 'mHero: no heartbeat'
    description: 'The app has said nothing for half an hour: it does not run, or its telemetry does not arrive.'
    severity: 1
    query: 'customMetrics | where name == "mhero.heartbeat" | summarize Value = count()'
    operator: 'LessThan'
    threshold: 1
  }
  {
    name: 'mHero: clocks'
    description: 'The clock of RapidPro or of the registry differs by more than a minute from the app. GET /api/status shows it under clocks; correct the time of that machine.'
    severity: 3
    query: 'customMetrics | where name == "mhero.clock.difference" | extend side = tostring(customDimensions["side"]) | summarize Value = min(valueMax) by side'
    dimension: 'side'
    operator: 'GreaterThan'
    threshold: 60
  }
]

resource alerts 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = [
  for (rule, index) in rules: {
    name: 'alert-mhero-${index + 1}'
    location: location
    tags: tags
    kind: 'LogAlert'
    properties: {
      displayName: rule.name
      description: rule.description
      severity: rule.severity
      enabled: true
      scopes: [applicationInsights.id]
      evaluationFrequency: 'PT15M'
      windowSize: rule.?window ?? 'PT30M'
      // At the first deployment there is no metric yet.
      skipQueryValidation: true
      autoMitigate: true
      criteria: {
        allOf: [
          {
            query: rule.query
            timeAggregation: rule.operator == 'LessThan' ? 'Minimum' : 'Maximum'
            metricMeasureColumn: 'Value'
            dimensions: empty(rule.?dimension)
              ? []
              : [
                  {
                    name: rule.dimension!
                    operator: 'Include'
                    values: ['*']
                  }
                ]
            operator: rule.operator
            threshold: rule.threshold
            failingPeriods: {
              numberOfEvaluationPeriods: 1
              minFailingPeriodsToAlert: 1
            }
          }
        ]
      }
      actions: {
        actionGroups: [people.id]
      }
    }
  }
]
