// The app's settings, as one resource: writing it replaces all of them. So those that there are come in, and stay.
param appName string

@description('The settings that the app has now; empty at the first deployment, or when only the template counts.')
@secure()
param existing object

@description('Values of settings that are set nowhere else: schedules and queue names.')
param defaults object

@description('What the parameters of the deployment say.')
param chosen object

@description('What follows from the resources; it overrides every other value.')
param fixed object

resource app 'Microsoft.Web/sites@2024-04-01' existing = {
  name: appName

  resource settings 'config' = {
    name: 'appsettings'
    properties: union(defaults, existing, chosen, fixed)
  }
}
