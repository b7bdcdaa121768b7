using 'main.bicep'

// Values come from the environment: `azd env set RAPIDPRO_BASE_URL …`, or plain environment variables.
param environmentName = readEnvironmentVariable('AZURE_ENV_NAME')
param location = readEnvironmentVariable('AZURE_LOCATION')
param rapidProBaseUrl = readEnvironmentVariable('RAPIDPRO_BASE_URL')
param rapidProToken = readEnvironmentVariable('RAPIDPRO_TOKEN')
param webhookSecret = readEnvironmentVariable('RAPIDPRO_WEBHOOK_SECRET', '')
param fhirBaseUrl = readEnvironmentVariable('FHIR_BASE_URL')
param fhirAuthentication = readEnvironmentVariable('FHIR_AUTHENTICATION', 'ManagedIdentity')
param fhirServiceId = readEnvironmentVariable('FHIR_SERVICE_ID', '')
param fhirUser = readEnvironmentVariable('FHIR_USER', '')
param fhirSecret = readEnvironmentVariable('FHIR_SECRET', '')
param fhirTokenUrl = readEnvironmentVariable('FHIR_TOKEN_URL', '')
param fhirScope = readEnvironmentVariable('FHIR_SCOPE', '')
param defaultRegion = readEnvironmentVariable('DEFAULT_REGION')
param syncContactsSchedule = readEnvironmentVariable('SYNC_CONTACTS_SCHEDULE', '0 */5 * * * *')
param syncRegistrySchedule = readEnvironmentVariable('SYNC_REGISTRY_SCHEDULE', '30 */5 * * * *')
param storageSku = readEnvironmentVariable('STORAGE_SKU', 'Standard_ZRS')
