// mHero in Azure: a Flex Consumption function app with an identity of its own, which opens its storage, its secrets,
// its telemetry and, where it is Azure's, the FHIR service. No key and no connection string with a key is used anywhere.
// docs/deploy.md says how to deploy it.
targetScope = 'subscription'

@description('Name of this environment, such as moh-test; the resource group and all names derive from it.')
@minLength(1)
@maxLength(32)
param environmentName string

@description('Azure region of all resources.')
@metadata({ azd: { type: 'location' } })
param location string

// Required.

@description('Address of RapidPro or TextIt, such as https://rapidpro.example.org.')
param rapidProBaseUrl string

@description('API token of an administrator or editor of the RapidPro workspace.')
@secure()
param rapidProToken string

@description('Base address of the FHIR R4 server, such as https://registry.example.org/fhir.')
param fhirBaseUrl string

@description('Country whose telephone numbers are written without a country code, as ISO 3166 alpha-2, such as KE.')
@minLength(2)
@maxLength(2)
param defaultRegion string

@description('What RapidPro sends in a header to prove that a webhook call is its own. azd makes one; at least 16 characters, no blanks.')
@secure()
@minLength(16)
@metadata({ azd: { type: 'generate', config: { length: 40, noSpecial: true } } })
param webhookSecret string

// All other settings of mHero.

@description('Settings of docs/configuration.md by name. They go before what the app has; what is not named stays as it is.')
param settings object = loadJsonContent('settings.json')

@description('Whether settings of the app that the deployment does not name stay. If not, the app has exactly what the deployment says.')
param keepSettings bool = true

// How the app signs in to the FHIR server.

@description('Auto is ManagedIdentity for a FHIR service of Azure, and None for any other server.')
@allowed(['Auto', 'None', 'Basic', 'ClientCredentials', 'ManagedIdentity'])
param fhirAuthentication string = 'Auto'

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

// Size.

@description('Instances for the HTTP functions that are always kept running, so that no webhook meets a cold start. Each costs by the second.')
@minValue(0)
@maxValue(20)
param alwaysReadyHttpInstances int = 0

@description('Memory of an instance. mHero needs up to 700 MB with the host, so 512 is not offered.')
@allowed([2048, 4096])
param instanceMemoryMB int = 2048

@description('The most instances that the app may grow to. RapidPro limits requests per workspace, so many do not help.')
@minValue(1)
@maxValue(1000)
param maximumInstanceCount int = 40

@description('How the ledger and the queues are kept: over three zones where the region has them, else in one place, or in a second region too.')
@allowed(['Standard_ZRS', 'Standard_LRS', 'Standard_GRS', 'Standard_GZRS'])
param storageSku string = 'Standard_ZRS'

// Operators and alerts.

@description('Object id of the Entra group of operators. They read queues, tables, logs and metrics, and renew secrets. Empty for none.')
param operatorsGroupId string = ''

@description('Who gets a mail when something is wrong. Empty for no alerts.')
param alertEmail string = ''

@description('Age of the oldest message on a queue above which the alert fires, in seconds.')
param alertOldestMessageSeconds int = 14400

@description('Lag of a cursor above which the alert fires, in seconds.')
param alertCursorLagSeconds int = 7200

@description('Requests to RapidPro in an hour above which the alert fires. RapidPro allows 2,500 unless told otherwise.')
param alertRapidProRequests int = 2250

@description('How long logs and metrics are kept, in days.')
@minValue(30)
@maxValue(730)
param logRetentionDays int = 30

// Network and secrets.

@description('Whether storage and vault are reached by private endpoints alone. The app\'s own address stays public: RapidPro calls it.')
param privateNetwork bool = false

@description('Addresses of the private network, in CIDR notation; /24 or larger.')
param networkAddressPrefix string = '10.90.0.0/24'

@description('Whether a deleted vault can be destroyed only when its 90 days are over. It can never be switched off again.')
param vaultPurgeProtection bool = true

@description('Whether the vault that azd down deleted is brought back. True for one deployment, then false again.')
param vaultRecover bool = false

var tags = { 'azd-env-name': environmentName }
var token = toLower(uniqueString(subscription().id, environmentName, location))
var names = {
  app: 'func-mhero-${token}'
  plan: 'plan-mhero-${token}'
  identity: 'id-mhero-${token}'
  storage: 'stmhero${token}'
  vault: 'kv-mhero-${token}'
  logs: 'log-mhero-${token}'
  applicationInsights: 'appi-mhero-${token}'
  network: 'vnet-mhero-${token}'
}
var packages = 'app-package'
var storageSuffix = environment().suffixes.storage
var vaultAddress = 'https://${names.vault}${environment().suffixes.keyvaultDns}'

// Azure's FHIR services, in every cloud: name.fhir.azurehealthcareapis.com, .us and .cn.
var isAzureFhir = contains(toLower(fhirBaseUrl), '.azurehealthcareapis.')
var signIn = fhirAuthentication == 'Auto' ? (isAzureFhir ? 'ManagedIdentity' : 'None') : fhirAuthentication
var hasUser = signIn == 'Basic' || signIn == 'ClientCredentials'
var userName = hasUser && empty(fhirUser) ? fail('Set fhirUser (FHIR_USER): ${signIn} needs it.') : fhirUser
var hasSecret = hasUser && empty(fhirSecret) ? fail('Set fhirSecret (FHIR_SECRET): ${signIn} needs it.') : hasUser
var tokenUrl = signIn == 'ClientCredentials' && empty(fhirTokenUrl)
  ? fail('Set fhirTokenUrl (FHIR_TOKEN_URL): ClientCredentials needs it.')
  : fhirTokenUrl
var fhirSecretReference = hasSecret ? '@Microsoft.KeyVault(SecretUri=${vaultAddress}/secrets/fhir-secret)' : ''
var fhirService = split(
  empty(fhirServiceId)
    ? '/subscriptions/${subscription().subscriptionId}/resourceGroups/rg-${environmentName}/providers/none/none/none/none/none'
    : fhirServiceId,
  '/'
)

resource group 'Microsoft.Resources/resourceGroups@2024-03-01' = {
  name: 'rg-${environmentName}'
  location: location
  tags: tags
}

module identity 'shared/identity.bicep' = {
  scope: group
  params: {
    name: names.identity
    location: location
    tags: tags
  }
}

module storage 'shared/storage.bicep' = {
  scope: group
  params: {
    name: names.storage
    location: location
    tags: tags
    sku: storageSku
    isPublic: !privateNetwork
    containerName: packages
  }
}

module vault 'shared/vault.bicep' = {
  scope: group
  params: {
    name: names.vault
    location: location
    tags: tags
    isPublic: !privateNetwork
    purgeProtection: vaultPurgeProtection
    recover: vaultRecover
    rapidProToken: rapidProToken
    webhookSecret: webhookSecret
    fhirSecret: fhirSecret
  }
}

module monitoring 'shared/monitoring.bicep' = {
  scope: group
  params: {
    logsName: names.logs
    applicationInsightsName: names.applicationInsights
    location: location
    tags: tags
    retentionInDays: logRetentionDays
  }
}

module network 'network/network.bicep' = if (privateNetwork) {
  scope: group
  params: {
    name: names.network
    location: location
    tags: tags
    addressPrefix: networkAddressPrefix
    storageName: names.storage
    vaultName: names.vault
  }
  dependsOn: [storage, vault]
}

module appAccess 'shared/access.bicep' = {
  scope: group
  params: {
    // The name of a role assignment holds its principal, since Azure refuses to give one to another principal later.
    #disable-next-line what-if-short-circuiting
    principalId: identity.outputs.principalId
    principalType: 'ServicePrincipal'
    storageName: names.storage
    vaultName: names.vault
    logsName: names.logs
    applicationInsightsName: names.applicationInsights
  }
  dependsOn: [storage, vault, monitoring]
}

module operatorAccess 'shared/access.bicep' = if (!empty(operatorsGroupId)) {
  scope: group
  params: {
    principalId: operatorsGroupId
    principalType: 'Group'
    storageName: names.storage
    vaultName: names.vault
    logsName: names.logs
    applicationInsightsName: names.applicationInsights
  }
  dependsOn: [storage, vault, monitoring]
}

module fhirAccess 'app/fhir-access.bicep' = if (!empty(fhirServiceId)) {
  scope: resourceGroup(fhirService[2], fhirService[4])
  params: {
    #disable-next-line what-if-short-circuiting // as above
    principalId: identity.outputs.principalId
    workspaceName: fhirService[8]
    serviceName: fhirService[10]
  }
}

module app 'app/app.bicep' = {
  scope: group
  params: {
    name: names.app
    planName: names.plan
    location: location
    tags: tags
    identityId: identity.outputs.id
    deploymentContainerUrl: 'https://${names.storage}.blob.${storageSuffix}/${packages}'
    maximumInstanceCount: maximumInstanceCount
    instanceMemoryMB: instanceMemoryMB
    alwaysReadyHttpInstances: alwaysReadyHttpInstances
    subnetId: network.?outputs.appSubnetId ?? ''
  }
  // The app reads its package and its secrets as it starts: the roles have to be there before it.
  dependsOn: [appAccess]
}

// It is read after the app was made, so it can be read at the first deployment too, and is empty then.
resource deployedSettings 'Microsoft.Web/sites/config@2024-04-01' existing = {
  scope: group
  name: '${names.app}/appsettings'
}

module appSettings 'app/settings.bicep' = {
  scope: group
  params: {
    appName: names.app
    existing: keepSettings ? deployedSettings.list().properties : {}
    defaults: loadJsonContent('app/defaults.json')
    chosen: union(
      {
        Mhero__RapidPro__BaseUrl: rapidProBaseUrl
        Mhero__RapidPro__Token: '@Microsoft.KeyVault(SecretUri=${vaultAddress}/secrets/rapidpro-token)'
        Mhero__RapidPro__WebhookSecret: '@Microsoft.KeyVault(SecretUri=${vaultAddress}/secrets/rapidpro-webhook-secret)'
        Mhero__Contacts__DefaultRegion: toUpper(defaultRegion)
        Mhero__Fhir__BaseUrl: fhirBaseUrl
        Mhero__Fhir__Authentication: signIn
        // All of them each time: another way of signing in must not find what the one before has left.
        Mhero__Fhir__Username: signIn == 'Basic' ? userName : ''
        Mhero__Fhir__Password: signIn == 'Basic' ? fhirSecretReference : ''
        Mhero__Fhir__ClientId: signIn == 'ManagedIdentity' ? identity.outputs.clientId : signIn == 'ClientCredentials' ? userName : ''
        Mhero__Fhir__ClientSecret: signIn == 'ClientCredentials' ? fhirSecretReference : ''
        Mhero__Fhir__TokenUrl: signIn == 'ClientCredentials' ? tokenUrl : ''
        Mhero__Fhir__Scope: fhirScope
      },
      settings
    )
    // Addresses instead of the account's name: the name alone is understood in Azure's public cloud only.
    fixed: {
      AzureWebJobsStorage__blobServiceUri: 'https://${names.storage}.blob.${storageSuffix}'
      AzureWebJobsStorage__queueServiceUri: 'https://${names.storage}.queue.${storageSuffix}'
      AzureWebJobsStorage__tableServiceUri: 'https://${names.storage}.table.${storageSuffix}'
      AzureWebJobsStorage__credential: 'managedidentity'
      AzureWebJobsStorage__clientId: identity.outputs.clientId
      APPLICATIONINSIGHTS_CONNECTION_STRING: monitoring.outputs.connectionString
      APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'ClientId=${identity.outputs.clientId};Authorization=AAD'
    }
  }
  dependsOn: [app]
}

module workbook 'monitor/workbook.bicep' = {
  scope: group
  params: {
    applicationInsightsName: names.applicationInsights
    location: location
    tags: tags
  }
  dependsOn: [monitoring]
}

module alerts 'monitor/alerts.bicep' = if (!empty(alertEmail)) {
  scope: group
  params: {
    applicationInsightsName: names.applicationInsights
    location: location
    tags: tags
    email: alertEmail
    oldestMessageSeconds: alertOldestMessageSeconds
    cursorLagSeconds: alertCursorLagSeconds
    rapidProRequests: alertRapidProRequests
  }
  dependsOn: [monitoring]
}

output AZURE_RESOURCE_GROUP string = group.name
output MHERO_APP_NAME string = names.app
output MHERO_API_URL string = app.outputs.url
output MHERO_IDENTITY_PRINCIPAL_ID string = identity.outputs.principalId
output MHERO_STORAGE_ACCOUNT string = names.storage
output MHERO_KEY_VAULT string = names.vault
