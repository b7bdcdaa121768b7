// The secrets. The app gets references to them, without a version: it follows when a secret is renewed here.
param name string
param location string
param tags object

@description('Whether the vault can be reached from outside the virtual network.')
param isPublic bool

@description('Whether a deleted vault cannot be destroyed before its retention is over.')
param purgeProtection bool

@description('Whether a deleted vault of this name is brought back instead of a new one being made.')
param recover bool

@secure()
param rapidProToken string

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
    createMode: recover ? 'recover' : 'default'
    tenantId: subscription().tenantId
    sku: {
      family: 'A'
      name: 'standard'
    }
    enableRbacAuthorization: true
    enableSoftDelete: true
    // Azure takes true or nothing: protection that is on can never be switched off.
    enablePurgeProtection: purgeProtection ? true : null
    publicNetworkAccess: isPublic ? 'Enabled' : 'Disabled'
    networkAcls: {
      bypass: 'AzureServices'
      defaultAction: isPublic ? 'Allow' : 'Deny'
    }
  }

  resource token 'secrets' = {
    name: 'rapidpro-token'
    properties: {
      value: rapidProToken
    }
  }

  resource webhook 'secrets' = {
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
