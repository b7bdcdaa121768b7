using System.Reflection;
using System.Text.RegularExpressions;
using Mhero.Core;
using Mhero.DevHost.Run;
using Mhero.Functions.Timers;
using Microsoft.Azure.Functions.Worker;

namespace Mhero.Functions.Tests.Deployment;

/// <summary>Code, documentation and deployment name the same settings with the same defaults.</summary>
public sealed partial class DeploymentSettingsTests
{
    /// <summary>Settings of the platform that the deployment gives the app.</summary>
    private static readonly string[] Platform =
    [
        "AzureWebJobsStorage__blobServiceUri", "AzureWebJobsStorage__queueServiceUri", "AzureWebJobsStorage__tableServiceUri",
        "AzureWebJobsStorage__credential", "AzureWebJobsStorage__clientId",
        "APPLICATIONINSIGHTS_CONNECTION_STRING", "APPLICATIONINSIGHTS_AUTHENTICATION_STRING",
    ];

    private static readonly string Documentation = Repository.Read("docs", "configuration.md");

    private static readonly Dictionary<string, string> Defaults = Texts(Repository.Read("infra", "bicep", "app", "defaults.json"));

    /// <summary>What the triggers' attributes take from settings: schedules and queue names.</summary>
    private static HashSet<string> OfTriggers { get; } = typeof(SyncContacts).Assembly.GetTypes()
        .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static))
        .SelectMany(method => method.GetParameters())
        .SelectMany(parameter => new[] { parameter.GetCustomAttribute<TimerTriggerAttribute>()?.Schedule, parameter.GetCustomAttribute<QueueTriggerAttribute>()?.QueueName })
        .OfType<string>()
        .SelectMany(text => Placeholder().Matches(text).Select(match => match.Groups[1].Value))
        .ToHashSet(StringComparer.Ordinal);

    public static TheoryData<string, (string, string)[]> SignIns => new()
    {
        { "None", [] },
        { "ManagedIdentity", DeploymentPlanTests.Everything },
        { "Basic", DeploymentPlanTests.Basic },
        { "ClientCredentials", [("fhirAuthentication", "'ClientCredentials'"), ("fhirUser", "'mhero'"), ("fhirSecret", "'secret'"), ("fhirTokenUrl", "'https://login.example.org/token'")] },
    };

    [Fact]
    public void Defaults_Deployed_AreThoseOfTheTriggers() =>
        Assert.Equal(OfTriggers.Order(StringComparer.Ordinal), Defaults.Keys.Order(StringComparer.Ordinal));

    [Fact]
    public void Defaults_OfDocumentationAndSample_AreTheDeployed()
    {
        var rows = Row().Matches(Documentation).ToDictionary(row => row.Groups["name"].Value, row => row.Groups["value"].Value);
        var sample = Texts(JsonDocument.Parse(Repository.Read("Mhero.Functions", "local.settings.sample.json")).RootElement.GetProperty("Values").GetRawText());

        Assert.All(Defaults, setting =>
        {
            Assert.Equal((setting.Key, setting.Value), (setting.Key, rows.GetValueOrDefault(setting.Key)));
            Assert.Equal((setting.Key, setting.Value), (setting.Key, sample.GetValueOrDefault(setting.Key)));
        });
    }

    [Fact]
    public void Defaults_OfALocalRunWithARapidProOfItsOwn_AreTheDeployed()
    {
        var user = new ConfigurationBuilder().AddInMemoryCollection([new("Mhero:RapidPro:BaseUrl", "https://rapidpro.example.org")]).Build();

        var settings = new LocalSettings(user).Build();

        Assert.All(Defaults, setting => Assert.Equal((setting.Key, setting.Value), (setting.Key, settings[setting.Key])));
    }

    [Fact]
    public void FunctionKey_WithARapidProOfItsOwn_StaysAsLongAsTheToken()
    {
        var key = Of("token-one").FunctionKey;

        Assert.Equal(key, Of("token-one").FunctionKey);
        Assert.NotEqual(key, Of("token-two").FunctionKey);
        Assert.Equal(48, key.Length);
        Assert.NotEqual(new LocalSettings(new ConfigurationBuilder().Build()).FunctionKey, new LocalSettings(new ConfigurationBuilder().Build()).FunctionKey);

        static LocalSettings Of(string token) => new(new ConfigurationBuilder()
            .AddInMemoryCollection([new("Mhero:RapidPro:BaseUrl", "https://rapidpro.example.org"), new("Mhero:RapidPro:Token", token)]).Build());
    }

    [Fact]
    public void Settings_OfTheRepositorysFileAndExamples_AreKnownAndLegalInAzure()
    {
        string[] names =
        [
            .. Texts(Repository.Read("infra", "bicep", "settings.json")).Keys,
            .. Example().Matches(Documentation).Select(m => m.Groups["name"].Value),
            .. JsonExample().Matches(Repository.Read("docs", "deploy.md")).Select(m => m.Groups["name"].Value),
        ];

        Assert.NotEmpty(names);
        Assert.Empty(Unknown(names));
        Assert.All(names, name => Assert.Matches("^[A-Za-z0-9_.]+$", name));
    }

    [BicepFact]
    public async Task Settings_OfTheTemplate_AreAllRead()
    {
        var plan = await DeploymentPlan.MakeAsync(DeploymentPlanTests.Basic);

        var names = plan.Settings.SelectMany(s => s.Values.Keys).Where(name => !Platform.Contains(name)).ToList();

        Assert.Empty(Unknown(names));
        Assert.Empty(names.Where(name => name.StartsWith("Mhero__", StringComparison.Ordinal)).Except(SettingNames.Known, StringComparer.Ordinal));
        Assert.Empty(Platform.Except(plan.Settings[^1].Values.Keys, StringComparer.Ordinal));
    }

    [BicepFact]
    public async Task Settings_EveryOptionOfTheCode_CanBeDeployed()
    {
        var names = SettingNames.Known.Select(name => Part().Replace(name, "0")).Concat(OfTriggers).Distinct().ToList();

        var plan = await DeploymentPlan.MakeAsync(("settings", $"{{ {string.Join(", ", names.Select(name => $"{name}: 'ours'"))} }}"));

        Assert.True(names.Count > 100);
        Assert.All(names, name => Assert.Equal((name, "ours"), (name, plan.Settings[2].Values.GetValueOrDefault(name))));
        Assert.Empty(plan.Settings[3].Values.Keys.Intersect(names, StringComparer.OrdinalIgnoreCase));
    }

    [BicepTheory]
    [MemberData(nameof(SignIns), DisableDiscoveryEnumeration = true)]
    public async Task Settings_OfTheTemplate_AreAcceptedByTheApp(string signIn, (string, string)[] parameters)
    {
        var plan = await DeploymentPlan.MakeAsync(parameters);
        Assert.Equal(signIn, plan.Settings[2].Values["Mhero__Fhir__Authentication"]);
        var values = plan.Settings.SelectMany(s => s.Values).GroupBy(s => s.Key, StringComparer.OrdinalIgnoreCase)
            .Select(s => KeyValuePair.Create(s.Key.Replace("__", ":", StringComparison.Ordinal), (string?)Resolve(s.Last().Value)));
        await using var services = new ServiceCollection().AddLogging().AddMhero(new ConfigurationBuilder().AddInMemoryCollection(values).Build()).BuildServiceProvider();

        Assert.All(SettingSections.All, section => Assert.NotNull(section.Read(services)));
    }

    /// <summary>What Azure would make of an expression.</summary>
    private static string Resolve(string value) => value switch
    {
        _ when value.Contains("/secrets/", StringComparison.Ordinal) => "0123456789abcdef",
        _ when value.StartsWith("format('https://", StringComparison.Ordinal) => $"https://stmhero.{value["format('https://{0}.".Length..].Split('.')[0]}.core.windows.net",
        _ when value.StartsWith("reference(", StringComparison.Ordinal) => "0d6ae1f7-7c5f-4a39-9a54-0f0f2f8d6d11",
        _ => value,
    };

    private static IEnumerable<string> Unknown(IEnumerable<string> names)
    {
        var others = names.Where(name => !OfTriggers.Contains(name)).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        var settings = new ConfigurationBuilder().AddInMemoryCollection(others.Select(name => KeyValuePair.Create(name.Replace("__", ":", StringComparison.Ordinal), (string?)"x"))).Build();
        return SettingNames.Unknown(settings).Concat(others.Where(name => !name.StartsWith("Mhero__", StringComparison.Ordinal)));
    }

    private static Dictionary<string, string> Texts(string json) => JsonSerializer.Deserialize<Dictionary<string, string>>(json)!;

    [GeneratedRegex("%([^%]+)%")]
    private static partial Regex Placeholder();

    [GeneratedRegex("<[a-z]+>")]
    private static partial Regex Part();

    [GeneratedRegex(@"^\| `(?<name>[A-Za-z]+)` \| `(?<value>[^`]+)` \|", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex(@"^(?<name>Mhero__[^=\s]+)=", RegexOptions.Multiline)]
    private static partial Regex Example();

    [GeneratedRegex(@"^ +""(?<name>[A-Za-z0-9_.-]+)"": ""[^""]*"",?$", RegexOptions.Multiline)]
    private static partial Regex JsonExample();
}
