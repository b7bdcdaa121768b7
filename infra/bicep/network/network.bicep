// The virtual network: one subnet for the app, one for the private endpoints of storage and vault, and their DNS zones.
param name string
param location string
param tags object

@description('Addresses of the network, in CIDR notation; /24 or larger.')
param addressPrefix string

param storageName string
param vaultName string

resource storage 'Microsoft.Storage/storageAccounts@2023-05-01' existing = {
  name: storageName
}

resource vault 'Microsoft.KeyVault/vaults@2023-07-01' existing = {
  name: vaultName
}

resource network 'Microsoft.Network/virtualNetworks@2024-01-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    addressSpace: {
      addressPrefixes: [addressPrefix]
    }
    subnets: [
      {
        name: 'app'
        properties: {
          addressPrefix: cidrSubnet(addressPrefix, 26, 0)
          // Flex Consumption runs on this service's instances.
          delegations: [
            {
              name: 'app'
              properties: {
                serviceName: 'Microsoft.App/environments'
              }
            }
          ]
        }
      }
      {
        name: 'endpoints'
        properties: {
          addressPrefix: cidrSubnet(addressPrefix, 26, 1)
          privateEndpointNetworkPolicies: 'Disabled'
        }
      }
    ]
  }

  resource app 'subnets' existing = {
    name: 'app'
  }

  resource endpoints 'subnets' existing = {
    name: 'endpoints'
  }
}

// Key Vault's private zone has another name than its public one, and each cloud its own.
var vaultZone = 'privatelink${replace(environment().suffixes.keyvaultDns, '.vault.', '.vaultcore.')}'

module endpoint 'endpoint.bicep' = [
  for target in [
    { service: 'blob', resourceId: storage.id, zone: 'privatelink.blob.${environment().suffixes.storage}' }
    { service: 'queue', resourceId: storage.id, zone: 'privatelink.queue.${environment().suffixes.storage}' }
    { service: 'table', resourceId: storage.id, zone: 'privatelink.table.${environment().suffixes.storage}' }
    { service: 'vault', resourceId: vault.id, zone: vaultZone }
  ]: {
    name: 'endpoint-${target.service}'
    params: {
      name: 'pep-${target.service}-${name}'
      location: location
      tags: tags
      service: target.service
      resourceId: target.resourceId
      zoneName: target.zone
      networkId: network.id
      subnetId: network::endpoints.id
    }
  }
]

output appSubnetId string = network::app.id
