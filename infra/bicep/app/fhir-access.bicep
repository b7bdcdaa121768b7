// Lets the app's identity read and write the FHIR service, which may lie in a resource group or subscription of its own.
import { roles } from '../shared/roles.bicep'

param principalId string

@description('The workspace of Azure Health Data Services.')
param workspaceName string

@description('The FHIR service in it.')
param serviceName string

resource service 'Microsoft.HealthcareApis/workspaces/fhirservices@2023-11-01' existing = {
  name: '${workspaceName}/${serviceName}'
}

resource onFhir 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(service.id, principalId, roles.fhirDataContributor)
  scope: service
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.fhirDataContributor)
  }
}
