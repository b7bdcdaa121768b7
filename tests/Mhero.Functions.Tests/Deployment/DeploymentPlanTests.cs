namespace Mhero.Functions.Tests.Deployment;

/// <summary>What to expect of a deployment.</summary>
public sealed class DeploymentPlanTests
{
    private const string FhirService = "/subscriptions/00000000-0000-0000-0000-000000000002/resourceGroups/rg-fhir/providers/Microsoft.HealthcareApis/workspaces/moh/fhirservices/fhir";
    private const string Operators = "11111111-1111-1111-1111-111111111111";

    /// <summary>All that can be chosen beside settings; one prediction for all tests of it, since each takes the compiler seconds.</summary>
    internal static readonly (string, string)[] Everything =
    [
        ("fhirBaseUrl", "'https://moh-fhir.fhir.azurehealthcareapis.com'"), ("fhirServiceId", $"'{FhirService}'"),
        ("alwaysReadyHttpInstances", "2"), ("instanceMemoryMB", "4096"), ("maximumInstanceCount", "7"),
        ("operatorsGroupId", $"'{Operators}'"), ("alertEmail", "'operators@moh.example.org'"), ("privateNetwork", "true"),
        ("vaultRecover", "true"), ("vaultPurgeProtection", "false"),
    ];

    /// <summary>A registry that is opened by user name and password.</summary>
    internal static readonly (string, string)[] Basic =
        [("fhirAuthentication", "'Basic'"), ("fhirUser", "'mhero'"), ("fhirSecret", "'the-password-itself'")];

    [BicepFact]
    public async Task Plan_FourSettingsOnly_HasTheseResourcesAndNoOthers()
    {
        var plan = await DeploymentPlan.MakeAsync();

        Assert.Equal(
            [
                "Microsoft.Authorization/roleAssignments × 5",
                "Microsoft.Insights/components × 1",
                "Microsoft.Insights/workbooks × 1",
                "Microsoft.KeyVault/vaults × 1",
                "Microsoft.KeyVault/vaults/secrets × 3",
                "Microsoft.ManagedIdentity/userAssignedIdentities × 1",
                "Microsoft.OperationalInsights/workspaces × 1",
                "Microsoft.Resources/resourceGroups × 1",
                "Microsoft.Storage/storageAccounts × 1",
                "Microsoft.Storage/storageAccounts/blobServices × 1",
                "Microsoft.Storage/storageAccounts/blobServices/containers × 1",
                "Microsoft.Web/serverfarms × 1",
                "Microsoft.Web/sites × 1",
                "Microsoft.Web/sites/basicPublishingCredentialsPolicies × 2",
                "Microsoft.Web/sites/config × 1",
            ],
            plan.Types().GroupBy(t => t).Select(t => $"{t.Key} × {t.Count()}").Order(StringComparer.Ordinal));
        Assert.Equal("FC1", plan.One("Microsoft.Web/serverfarms").GetProperty("sku").GetProperty("name").GetString());
    }

    [BicepFact]
    public async Task Plan_Access_IsByIdentityAlone()
    {
        var plan = await DeploymentPlan.MakeAsync(Basic);

        var storage = plan.One("Microsoft.Storage/storageAccounts").GetProperty("properties");
        Assert.False(storage.GetProperty("allowSharedKeyAccess").GetBoolean());
        Assert.False(storage.GetProperty("allowBlobPublicAccess").GetBoolean());
        Assert.True(plan.One("Microsoft.Insights/components").GetProperty("properties").GetProperty("DisableLocalAuth").GetBoolean());
        Assert.True(plan.One("Microsoft.KeyVault/vaults").GetProperty("properties").GetProperty("enableRbacAuthorization").GetBoolean());
        Assert.All(plan.All("Microsoft.Web/sites/basicPublishingCredentialsPolicies"), p => Assert.False(p.GetProperty("properties").GetProperty("allow").GetBoolean()));
        var deployment = plan.One("Microsoft.Web/sites").GetProperty("properties").GetProperty("functionAppConfig").GetProperty("deployment").GetProperty("storage");
        Assert.Equal("UserAssignedIdentity", deployment.GetProperty("authentication").GetProperty("type").GetString());

        var everything = string.Concat(plan.Resources.Select(r => r.GetRawText()));
        string[] keys = ["listKeys", "listAccountSas", "AccountKey", "SharedAccessSignature", "DefaultEndpointsProtocol", "InstrumentationKey="];
        Assert.All(keys, key => Assert.DoesNotContain(key, everything, StringComparison.OrdinalIgnoreCase));
    }

    [BicepFact]
    public async Task Plan_Secrets_AreInTheVaultAndNowhereElse()
    {
        var plan = await DeploymentPlan.MakeAsync(Basic);

        var settings = plan.Settings[2].Values;
        Assert.All(
            new[] { ("Mhero__RapidPro__Token", "rapidpro-token"), ("Mhero__RapidPro__WebhookSecret", "rapidpro-webhook-secret"), ("Mhero__Fhir__Password", "fhir-secret") },
            s =>
            {
                Assert.Contains("@Microsoft.KeyVault(SecretUri=", settings[s.Item1], StringComparison.Ordinal);
                Assert.Contains($"/secrets/{s.Item2}", settings[s.Item1], StringComparison.Ordinal);
                Assert.Contains(plan.All("Microsoft.KeyVault/vaults/secrets"), v => v.GetProperty("name").GetString()!.EndsWith($"/{s.Item2}", StringComparison.Ordinal));
            });
        Assert.All(plan.Resources, r => Assert.DoesNotContain("-itself", r.GetRawText(), StringComparison.Ordinal));
    }

    [BicepFact]
    public async Task Plan_Settings_KeepWhatThereIsBetweenDefaultsAndWhatWasChosen()
    {
        var plan = await DeploymentPlan.MakeAsync(("settings", "{ SyncRunsSchedule: '0 0 * * * *', Mhero__Fhir__PageSize: '200', Mhero__Contacts__DefaultRegion: 'KE' }"));

        Assert.Equal([false, true, false, false], plan.Settings.Select(s => s.IsWhatThereIs));
        var (defaults, chosen, fixedOnes) = (plan.Settings[0].Values, plan.Settings[2].Values, plan.Settings[3].Values);
        Assert.Equal("45 */5 * * * *", defaults["SyncRunsSchedule"]);
        Assert.Equal(("0 0 * * * *", "200", "KE"), (chosen["SyncRunsSchedule"], chosen["Mhero__Fhir__PageSize"], chosen["Mhero__Contacts__DefaultRegion"]));
        Assert.All(fixedOnes.Keys, name => Assert.DoesNotContain("Mhero__", name, StringComparison.Ordinal));
        Assert.False(plan.One("Microsoft.Web/sites").GetProperty("properties").GetProperty("siteConfig").TryGetProperty("appSettings", out _));
    }

    [BicepFact]
    public async Task Plan_SettingsNotKept_ReadsNoneOfTheApp()
    {
        var plan = await DeploymentPlan.MakeAsync(("keepSettings", "false"));

        Assert.DoesNotContain(plan.Settings, s => s.IsWhatThereIs);
    }

    [BicepFact]
    public async Task Plan_Storage_IsNamedByAddressesOfWhateverCloud()
    {
        var plan = await DeploymentPlan.MakeAsync();

        var settings = plan.Settings[3].Values;
        Assert.All(["blob", "queue", "table"], service =>
        {
            var address = settings[$"AzureWebJobsStorage__{service}ServiceUri"];
            Assert.StartsWith($"format('https://{{0}}.{service}.{{1}}', 'stmhero", address, StringComparison.Ordinal);
            Assert.EndsWith(", environment().suffixes.storage)", address, StringComparison.Ordinal);
        });
        Assert.Equal("managedidentity", settings["AzureWebJobsStorage__credential"]);
        Assert.Contains("clientId", settings["AzureWebJobsStorage__clientId"], StringComparison.Ordinal);
        Assert.All(plan.Resources, r => Assert.DoesNotContain("core.windows.net", r.GetRawText(), StringComparison.Ordinal));
    }

    [BicepFact]
    public async Task Plan_Size_ReachesTheApp()
    {
        var plan = await DeploymentPlan.MakeAsync(Everything);

        var scale = plan.One("Microsoft.Web/sites").GetProperty("properties").GetProperty("functionAppConfig").GetProperty("scaleAndConcurrency");
        Assert.Equal("""{"alwaysReady":[{"name":"http","instanceCount":2}],"instanceMemoryMB":4096,"maximumInstanceCount":7}""", JsonSerializer.Serialize(scale));
    }

    [BicepFact]
    public async Task Plan_AppRoles_AreTheseOnItsOwnResources()
    {
        var plan = await DeploymentPlan.MakeAsync(Everything);

        Assert.Equal(
            [
                "Key Vault Secrets User on vaults",
                "Monitoring Metrics Publisher on components",
                "Storage Blob Data Owner on storageAccounts",
                "Storage Queue Data Contributor on storageAccounts",
                "Storage Table Data Contributor on storageAccounts",
                "FHIR Data Contributor on fhirservices",
            ],
            Roles(plan, "ServicePrincipal"));
        var fhir = Assert.Single(plan.All("Microsoft.Authorization/roleAssignments"), r => r.GetRawText().Contains(DeploymentRoles.IdOf("FHIR Data Contributor"), StringComparison.Ordinal));
        Assert.Contains(FhirService, fhir.GetRawText(), StringComparison.OrdinalIgnoreCase);
    }

    [BicepFact]
    public async Task Plan_Operators_LookAndRenewSecrets()
    {
        var plan = await DeploymentPlan.MakeAsync(Everything);

        Assert.Equal(
            [
                "Key Vault Secrets Officer on vaults",
                "Log Analytics Reader on workspaces",
                "Monitoring Reader on components",
                "Monitoring Reader on resourceGroups",
                "Storage Queue Data Reader on storageAccounts",
                "Storage Table Data Reader on storageAccounts",
            ],
            Roles(plan, "Group"));
        Assert.Equal(6, plan.All("Microsoft.Authorization/roleAssignments").Count(r => r.GetProperty("properties").GetProperty("principalId").GetString() == Operators));
    }

    [BicepFact]
    public async Task Plan_PrivateNetwork_ShutsStorageAndVaultAndLeadsToThem()
    {
        var plan = await DeploymentPlan.MakeAsync(Everything);

        Assert.All(
            new[] { plan.One("Microsoft.Storage/storageAccounts"), plan.One("Microsoft.KeyVault/vaults") },
            r => Assert.Equal(("Disabled", "Deny"), (r.GetProperty("properties").GetProperty("publicNetworkAccess").GetString(), r.GetProperty("properties").GetProperty("networkAcls").GetProperty("defaultAction").GetString())));
        var endpoints = plan.All("Microsoft.Network/privateEndpoints").Select(e => e.GetProperty("properties").GetProperty("privateLinkServiceConnections")[0].GetProperty("properties").GetProperty("groupIds")[0].GetString());
        Assert.Equal(["blob", "queue", "table", "vault"], endpoints.Order(StringComparer.Ordinal));
        Assert.Equal(4, plan.All("Microsoft.Network/privateDnsZones").Count());
        Assert.Equal(4, plan.All("Microsoft.Network/privateDnsZones/virtualNetworkLinks").Count());
        var subnets = plan.One("Microsoft.Network/virtualNetworks").GetProperty("properties").GetProperty("subnets");
        Assert.Equal(["10.90.0.0/26", "10.90.0.64/26"], subnets.EnumerateArray().Select(s => s.GetProperty("properties").GetProperty("addressPrefix").GetString()));
        Assert.Equal("Microsoft.App/environments", subnets[0].GetProperty("properties").GetProperty("delegations")[0].GetProperty("properties").GetProperty("serviceName").GetString());
        Assert.Contains("appSubnetId", plan.One("Microsoft.Web/sites").GetProperty("properties").GetProperty("virtualNetworkSubnetId").GetString(), StringComparison.Ordinal);
    }

    [BicepFact]
    public async Task Plan_AlertEmail_IsToldOfEachKindOfTrouble()
    {
        var plan = await DeploymentPlan.MakeAsync(Everything);

        Assert.Equal("operators@moh.example.org", plan.One("Microsoft.Insights/actionGroups").GetProperty("properties").GetProperty("emailReceivers")[0].GetProperty("emailAddress").GetString());
        var rules = plan.All("Microsoft.Insights/scheduledQueryRules").Select(r => r.GetProperty("properties")).ToList();
        Assert.Equal(
            ["mHero: circuit open", "mHero: clocks", "mHero: cursor lag", "mHero: dead letters", "mHero: no heartbeat", "mHero: oldest message", "mHero: RapidPro quota", "mHero: webhooks refused"],
            rules.Select(r => r.GetProperty("displayName").GetString()).Order(StringComparer.OrdinalIgnoreCase));
        Assert.All(rules, r => Assert.EndsWith("/actionGroups/ag-mhero", Assert.Single(r.GetProperty("actions").GetProperty("actionGroups").EnumerateArray()).GetString(), StringComparison.Ordinal));
    }

    [BicepFact]
    public async Task Plan_Vault_CanBeBroughtBackUnderItsName()
    {
        var (first, again) = (await DeploymentPlan.MakeAsync(), await DeploymentPlan.MakeAsync(Everything));

        var (vault, recovered) = (first.One("Microsoft.KeyVault/vaults"), again.One("Microsoft.KeyVault/vaults"));
        Assert.Equal(vault.GetProperty("name").GetString(), recovered.GetProperty("name").GetString());
        Assert.Equal(("default", "recover"), (vault.GetProperty("properties").GetProperty("createMode").GetString(), recovered.GetProperty("properties").GetProperty("createMode").GetString()));
        Assert.True(vault.GetProperty("properties").GetProperty("enablePurgeProtection").GetBoolean());
        Assert.False(recovered.GetProperty("properties").TryGetProperty("enablePurgeProtection", out var protection) && protection.ValueKind == JsonValueKind.False);
    }

    [BicepFact]
    public async Task Plan_FhirAuthenticationNotSaid_FollowsFromTheAddress()
    {
        var (other, azures, sovereign) = (
            await DeploymentPlan.MakeAsync(), await DeploymentPlan.MakeAsync(Everything),
            await DeploymentPlan.MakeAsync(("fhirBaseUrl", "'https://moh-fhir.fhir.azurehealthcareapis.us'")));

        Assert.Equal(
            ["None", "ManagedIdentity", "ManagedIdentity"],
            new[] { other, azures, sovereign }.Select(plan => plan.Settings[2].Values["Mhero__Fhir__Authentication"]));
    }

    [BicepFact]
    public async Task Plan_FhirAuthenticationWithoutUser_SaysWhatToSet() =>
        Assert.Contains("FHIR_USER", await DeploymentPlan.RefuseAsync(("fhirAuthentication", "'Basic'")), StringComparison.Ordinal);

    private static IEnumerable<string> Roles(DeploymentPlan plan, string principalType) =>
        plan.All("Microsoft.Authorization/roleAssignments")
            .Where(r => r.GetProperty("properties").GetProperty("principalType").GetString() == principalType)
            .Select(r => $"{DeploymentRoles.NameOf(r.GetProperty("properties").GetProperty("roleDefinitionId").GetString()!)} on {DeploymentRoles.ScopeOf(r)}")
            .OrderBy(r => r.StartsWith("FHIR", StringComparison.Ordinal))
            .ThenBy(r => r, StringComparer.Ordinal);
}
