// The operator's page in Azure: Application Insights, Workbooks, mHero.
param applicationInsightsName string
param location string
param tags object

resource applicationInsights 'Microsoft.Insights/components@2020-02-02' existing = {
  name: applicationInsightsName
}

resource workbook 'Microsoft.Insights/workbooks@2023-06-01' = {
  name: guid(applicationInsights.id, 'mhero')
  location: location
  tags: tags
  kind: 'shared'
  properties: {
    category: 'workbook'
    displayName: 'mHero'
    serializedData: loadTextContent('workbook.json')
    sourceId: applicationInsights.id
    version: '1.0'
  }
}
