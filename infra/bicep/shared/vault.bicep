// The secrets. The app gets references to them, without a version: it follows when a secret is renewed here.
param name string
param location string
param tags object

@secure()
param rapidProToken string

@description('Empty where no webhooks are used.')
@secure()
param webhookSecret string

@description('Password or client secret of the FHIR server; empty where there is none.')
@secure()
param fhirSecret string

resource vault 'Microsoft.KeyVault/vaults@2023-07-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    tenantId: subscription().tenantId
    sku: {
      family: 'A'
      name: 'standard'
    }
    enableRbacAuthorization: true
    enablePurgeProtection: true
  }

  resource token 'secrets' = {
    name: 'rapidpro-token'
    properties: {
      value: rapidProToken
    }
  }

  resource webhook 'secrets' = if (!empty(webhookSecret)) {
    name: 'rapidpro-webhook-secret'
    properties: {
      value: webhookSecret
    }
  }

  resource fhir 'secrets' = if (!empty(fhirSecret)) {
    name: 'fhir-secret'
    properties: {
      value: fhirSecret
    }
  }
}

output name string = vault.name

// References, not secrets: what they name can be read only by an identity with a role on the vault.
output rapidProTokenReference string = '@Microsoft.KeyVault(SecretUri=${vault.properties.vaultUri}secrets/${vault::token.name})'
output webhookSecretReference string = '@Microsoft.KeyVault(SecretUri=${vault.properties.vaultUri}secrets/rapidpro-webhook-secret)'
output fhirSecretReference string = '@Microsoft.KeyVault(SecretUri=${vault.properties.vaultUri}secrets/fhir-secret)'
