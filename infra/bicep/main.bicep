// mHero in Azure: a Flex Consumption function app with an identity of its own, which opens its storage, its secrets,
// its telemetry and, where it is Azure's, the FHIR service. No key and no connection string with a key is used anywhere.
targetScope = 'subscription'

@description('Name of this environment, such as "moh-test"; the resource group and all names derive from it.')
@minLength(1)
@maxLength(32)
param environmentName string

@description('Azure region of all resources.')
param location string

@description('Address of RapidPro or TextIt, such as https://rapidpro.example.org.')
param rapidProBaseUrl string

@description('API token of an administrator or editor of the RapidPro workspace.')
@secure()
param rapidProToken string

@description('What RapidPro sends in a header to prove that a webhook call is its own. Empty where no webhooks are used.')
@secure()
param webhookSecret string = ''

@description('Base address of the FHIR R4 server.')
param fhirBaseUrl string

@description('How the app signs in to the FHIR server. ManagedIdentity is for a FHIR service in Azure; give fhirServiceId with it.')
@allowed(['None', 'Basic', 'ClientCredentials', 'ManagedIdentity'])
param fhirAuthentication string = 'ManagedIdentity'

@description('Resource id of a FHIR service of Azure Health Data Services, on which the app then becomes FHIR Data Contributor. Empty for any other server.')
param fhirServiceId string = ''

@description('User name for Basic, client id for ClientCredentials.')
param fhirUser string = ''

@description('Password for Basic, client secret for ClientCredentials.')
@secure()
param fhirSecret string = ''

@description('Token endpoint for ClientCredentials.')
param fhirTokenUrl string = ''

@description('Scope to ask a token for; empty for the default.')
param fhirScope string = ''

@description('Country whose telephone numbers are written without a country code, as ISO 3166 alpha-2, such as KE.')
@minLength(2)
@maxLength(2)
param defaultRegion string

@description('When to read changed contacts from RapidPro: NCRONTAB, six fields, UTC.')
param syncContactsSchedule string = '0 */5 * * * *'

@description('When to read changed workers from the registry: NCRONTAB, six fields, UTC.')
param syncRegistrySchedule string = '30 */5 * * * *'

@description('When to read groups and their members on both sides: NCRONTAB, six fields, UTC.')
param syncGroupsSchedule string = '40 */10 * * * *'

@description('When to read changed flows from RapidPro: NCRONTAB, six fields, UTC.')
param syncFlowsSchedule string = '15 */15 * * * *'

@description('When to read changed runs from RapidPro, the safety net for webhooks: NCRONTAB, six fields, UTC.')
param syncRunsSchedule string = '45 */5 * * * *'

@description('When to read messages from RapidPro: NCRONTAB, six fields, UTC.')
param syncMessagesSchedule string = '50 */5 * * * *'

@description('When to read in the registry who wants no messages: NCRONTAB, six fields, UTC.')
param syncOptOutsSchedule string = '40 */5 * * * *'

@description('When to look for reminders that are due: NCRONTAB, six fields, UTC. Each reminder has a schedule of its own.')
param sendRemindersSchedule string = '20 */5 * * * *'

@description('Queue of the contacts to be converted.')
param contactsQueue string = 'contacts'

@description('Queue of the groups and members to be looked at.')
param groupsQueue string = 'groups'

@description('Queue of the flows to be converted.')
param flowsQueue string = 'flows'

@description('Queue of the runs to be converted.')
param runsQueue string = 'runs'

@description('Queue of the messages to be converted.')
param messagesQueue string = 'messages'

@description('The queue of what goes out.')
param communicationsQueue string = 'communications'

@description('Queue of the people who want no messages, or some again.')
param optOutsQueue string = 'optouts'

@description('The most instances that the app may grow to. RapidPro limits requests per workspace, so many do not help.')
@minValue(1)
@maxValue(1000)
param maximumInstanceCount int = 40

@description('How the ledger and the queues are kept: over three zones where the region has them, else in one place.')
@allowed(['Standard_ZRS', 'Standard_LRS'])
param storageSku string = 'Standard_ZRS'

var tags = { 'azd-env-name': environmentName }
var token = toLower(uniqueString(subscription().id, environmentName, location))

resource group 'Microsoft.Resources/resourceGroups@2024-03-01' = {
  name: 'rg-${environmentName}'
  location: location
  tags: tags
}

module identity 'app/identity.bicep' = {
  scope: group
  params: {
    name: 'id-mhero-${token}'
    location: location
    tags: tags
  }
}

module storage 'shared/storage.bicep' = {
  scope: group
  params: {
    name: 'stmhero${token}'
    location: location
    tags: tags
    sku: storageSku
  }
}

module monitoring 'shared/monitoring.bicep' = {
  scope: group
  params: {
    name: 'mhero-${token}'
    location: location
    tags: tags
  }
}

module vault 'shared/vault.bicep' = {
  scope: group
  params: {
    name: 'kv-mhero-${token}'
    location: location
    tags: tags
    rapidProToken: rapidProToken
    webhookSecret: webhookSecret
    fhirSecret: fhirSecret
  }
}

module rbac 'app/rbac.bicep' = {
  scope: group
  params: {
    principalId: identity.outputs.principalId
    storageName: storage.outputs.name
    applicationInsightsName: monitoring.outputs.applicationInsightsName
    vaultName: vault.outputs.name
  }
}

module fhirRbac 'app/fhir-rbac.bicep' = if (!empty(fhirServiceId)) {
  scope: resourceGroup(
    empty(fhirServiceId) ? subscription().subscriptionId : split(fhirServiceId, '/')[2],
    empty(fhirServiceId) ? group.name : split(fhirServiceId, '/')[4]
  )
  params: {
    principalId: identity.outputs.principalId
    workspaceName: empty(fhirServiceId) ? 'none' : split(fhirServiceId, '/')[8]
    serviceName: empty(fhirServiceId) ? 'none' : split(fhirServiceId, '/')[10]
  }
}

module api 'app/api.bicep' = {
  scope: group
  params: {
    name: 'func-mhero-${token}'
    location: location
    tags: tags
    identityId: identity.outputs.id
    identityClientId: identity.outputs.clientId
    storageName: storage.outputs.name
    deploymentContainerUrl: storage.outputs.deploymentContainerUrl
    applicationInsightsConnectionString: monitoring.outputs.applicationInsightsConnectionString
    maximumInstanceCount: maximumInstanceCount
    settings: union(
      {
        Mhero__RapidPro__BaseUrl: rapidProBaseUrl
        Mhero__RapidPro__Token: vault.outputs.rapidProTokenReference
        Mhero__Fhir__BaseUrl: fhirBaseUrl
        Mhero__Fhir__Authentication: fhirAuthentication
        Mhero__Contacts__DefaultRegion: toUpper(defaultRegion)
        SyncContactsSchedule: syncContactsSchedule
        SyncRegistrySchedule: syncRegistrySchedule
        SyncGroupsSchedule: syncGroupsSchedule
        SyncFlowsSchedule: syncFlowsSchedule
        SyncRunsSchedule: syncRunsSchedule
        SyncMessagesSchedule: syncMessagesSchedule
        SyncOptOutsSchedule: syncOptOutsSchedule
        SendRemindersSchedule: sendRemindersSchedule
        ContactsQueue: contactsQueue
        GroupsQueue: groupsQueue
        FlowsQueue: flowsQueue
        RunsQueue: runsQueue
        MessagesQueue: messagesQueue
        CommunicationsQueue: communicationsQueue
        OptOutsQueue: optOutsQueue
      },
      empty(webhookSecret) ? {} : { Mhero__RapidPro__WebhookSecret: vault.outputs.webhookSecretReference },
      empty(fhirScope) ? {} : { Mhero__Fhir__Scope: fhirScope },
      fhirAuthentication == 'ManagedIdentity' ? { Mhero__Fhir__ClientId: identity.outputs.clientId } : {},
      fhirAuthentication == 'Basic'
        ? { Mhero__Fhir__Username: fhirUser, Mhero__Fhir__Password: vault.outputs.fhirSecretReference }
        : {},
      fhirAuthentication == 'ClientCredentials'
        ? {
            Mhero__Fhir__ClientId: fhirUser
            Mhero__Fhir__ClientSecret: vault.outputs.fhirSecretReference
            Mhero__Fhir__TokenUrl: fhirTokenUrl
          }
        : {}
    )
  }
  // The app reads its storage and its secrets as it starts: the roles have to be there before it.
  dependsOn: [rbac]
}

output AZURE_RESOURCE_GROUP string = group.name
output MHERO_API_URL string = api.outputs.url
output MHERO_IDENTITY_PRINCIPAL_ID string = identity.outputs.principalId
output MHERO_STORAGE_ACCOUNT string = storage.outputs.name
output MHERO_KEY_VAULT string = vault.outputs.name
