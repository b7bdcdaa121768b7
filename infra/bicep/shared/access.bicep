// What somebody may do with the resources of mHero: the app's identity, or the group of operators.
import { roles } from 'roles.bicep'

param principalId string

@allowed(['ServicePrincipal', 'Group'])
param principalType string

param storageName string
param vaultName string
param logsName string
param applicationInsightsName string

resource storage 'Microsoft.Storage/storageAccounts@2023-05-01' existing = {
  name: storageName
}

resource vault 'Microsoft.KeyVault/vaults@2023-07-01' existing = {
  name: vaultName
}

resource logs 'Microsoft.OperationalInsights/workspaces@2023-09-01' existing = {
  name: logsName
}

resource applicationInsights 'Microsoft.Insights/components@2020-02-02' existing = {
  name: applicationInsightsName
}

var isApp = principalType == 'ServicePrincipal'

// The app. Blobs: the app package, and the runtime's own leases and keys. Queues and tables: mHero's work and memory.
// Operators look at queues and tables, and change nothing there.
var storageRoles = isApp
  ? [roles.storageBlobDataOwner, roles.storageQueueDataContributor, roles.storageTableDataContributor]
  : [roles.storageQueueDataReader, roles.storageTableDataReader]

// The app reads its secrets; operators renew them, and read the webhook's secret for RapidPro.
var vaultRoles = [isApp ? roles.keyVaultSecretsUser : roles.keyVaultSecretsOfficer]

resource onStorage 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for role in storageRoles: {
    name: guid(storage.id, principalId, role)
    scope: storage
    properties: {
      principalId: principalId
      principalType: principalType
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', role)
    }
  }
]

resource onVault 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for role in vaultRoles: {
    name: guid(vault.id, principalId, role)
    scope: vault
    properties: {
      principalId: principalId
      principalType: principalType
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', role)
    }
  }
]

resource onTelemetry 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(applicationInsights.id, principalId, isApp ? roles.monitoringMetricsPublisher : roles.monitoringReader)
  scope: applicationInsights
  properties: {
    principalId: principalId
    principalType: principalType
    roleDefinitionId: subscriptionResourceId(
      'Microsoft.Authorization/roleDefinitions',
      isApp ? roles.monitoringMetricsPublisher : roles.monitoringReader
    )
  }
}

resource onLogs 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (!isApp) {
  name: guid(logs.id, principalId, roles.logAnalyticsReader)
  scope: logs
  properties: {
    principalId: principalId
    principalType: principalType
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.logAnalyticsReader)
  }
}

// The workbook and the alerts are of the resource group.
resource onGroup 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (!isApp) {
  name: guid(resourceGroup().id, principalId, roles.monitoringReader)
  properties: {
    principalId: principalId
    principalType: principalType
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.monitoringReader)
  }
}
