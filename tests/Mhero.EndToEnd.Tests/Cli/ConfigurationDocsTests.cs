using System.Reflection;
using System.Text.RegularExpressions;
using Mhero.Core.Caching;
using Mhero.Core.Dhis2;
using Mhero.Core.Fhir;
using Mhero.Core.Lookup;
using Mhero.Core.Mapping.Profiles;
using Mhero.Core.Mapping.Questionnaires;
using Mhero.Core.Mapping.Reports;
using Mhero.Core.Messaging;
using Mhero.Core.Messaging.OptOut;
using Mhero.Core.Messaging.Reminders;
using Mhero.Core.Publishing;
using Mhero.Core.RapidPro;
using Mhero.Core.Reporting;
using Mhero.Core.Storage;
using Mhero.Core.Sync.Changes;
using Mhero.Core.Sync.Contacts;
using Mhero.Core.Sync.Engine.Circuits;
using Mhero.Core.Sync.Engine.Queueing;
using Mhero.Core.Sync.FlowResults;
using Mhero.Core.Sync.Flows;
using Mhero.Core.Sync.Groups;
using Mhero.Core.Sync.Messages;
using Mhero.Core.Sync.Reports;
using Mhero.Core.Sync.Runs;
using Mhero.DevHost.Run;
using Mhero.DevHost.Services;
using Mhero.Functions.Console.Access;
using Mhero.Functions.Timers;
using Microsoft.Azure.Functions.Worker;

namespace Mhero.EndToEnd.Tests.Cli;

/// <summary>docs/configuration.md says what the code says.</summary>
public sealed partial class ConfigurationDocsTests
{
    private static readonly string Text = File.ReadAllText(Path.GetFullPath(Path.Combine(NodeModules.Folder, "..", "..", "..", "docs", "configuration.md")));

    private static readonly Dictionary<string, string> Documented = Row().Matches(Text).ToDictionary(
        row => row.Groups["name"].Value, row => row.Groups["default"].Value.Trim());

    public static TheoryData<string, object> Options => new()
    {
        { "Mhero__RapidPro__", new RapidProOptions() },
        { "Mhero__Fhir__", new FhirOptions() },
        { "Mhero__Storage__", new StorageOptions() },
        { "Mhero__Sync__", new SyncDefaultOptions() },
        { "Mhero__Contacts__", new ContactSyncOptions() },
        { "Mhero__Contacts__", new ContactMappingOptions() },
        { "Mhero__Contacts__Fields__<field>__", new ContactFieldMap() },
        { "Mhero__Groups__", new GroupSyncOptions() },
        { "Mhero__Groups__Rules__<rule>__", new GroupRule() },
        { "Mhero__Messaging__", new MessagingOptions() },
        { "Mhero__OptOut__", new OptOutOptions() },
        { "Mhero__OptOut__Flows__<flow>__", new OptOutFlow() },
        { "Mhero__Reminders__", new RemindersOptions() },
        { "Mhero__Reminders__Items__<item>__", new ReminderOptions() },
        { "Mhero__Flows__", new FlowSyncOptions() },
        { "Mhero__Flows__", new FlowMappingOptions() },
        { "Mhero__Runs__", new RunSyncOptions() },
        { "Mhero__FlowResults__Sources__<source>__", new FlowResultsSourceOptions() },
        { "Mhero__Messages__", new MessageSyncOptions() },
        { "Mhero__ReportDelivery__", new ReportDeliveryOptions() },
        { "Mhero__Dhis2__", new Dhis2Options() },
        { "Mhero__Dhis2__", new ReportMappingOptions() },
        { "Mhero__Madx__", new MadxOptions() },
        { "Mhero__Cache__", new CacheOptions() },
        { "Mhero__Reporting__", new ReportingOptions() },
        { "Mhero__Publishing__", new PublishingOptions() },
        { "Mhero__Lookup__", new LookupOptions() },
        { "Mhero__Changes__", new ChangeOptions() },
        { "Mhero__Circuit__", new CircuitOptions() },
        { "Mhero__Console__", new ConsoleOptions() },
        { "Mhero__Console__Users__<user>__", new ConsoleUserOptions() },
    };

    [Fact]
    public void Known_AllOptions_AreDocumentedAndNothingElseIs()
    {
        var documented = Documented.Keys.Where(name => name.StartsWith("Mhero__", StringComparison.Ordinal)).Order(StringComparer.Ordinal);

        Assert.Equal(SettingNames.Known.Where(name => !Overrides().IsMatch(name)).Order(StringComparer.Ordinal), documented);
    }

    [Fact]
    public void SyncSettings_SectionsThatOverrideThem_AreNamed()
    {
        var sections = SettingNames.Known.Select(name => Overrides().Match(name)).Where(match => match.Success).Select(match => match.Groups["section"].Value).Distinct();
        var text = Text[Text.IndexOf("### All syncs", StringComparison.Ordinal)..Text.IndexOf("### RapidPro", StringComparison.Ordinal)];

        Assert.All(sections, section => Assert.Contains($"`{section}`", text, StringComparison.Ordinal));
    }

    [Fact]
    public void SyncSettings_DefaultsOfTheCode_AreNamed()
    {
        var options = new RunSyncOptions();

        Assert.Contains($"None: {options.BatchSize}.", Line("BatchSize"), StringComparison.Ordinal);
        Assert.Contains($"None: {options.MaxAttempts}.", Line("MaxAttempts"), StringComparison.Ordinal);
        Assert.Contains($"None: `{options.RetryDelay:c}`.", Line("RetryDelay"), StringComparison.Ordinal);
        Assert.Contains($"None: `{options.Overlap:c}`.", Line("Overlap"), StringComparison.Ordinal);

        static string Line(string name) => Assert.Single(Text.Split('\n'), line => line.StartsWith($"| `Mhero__Sync__{name}`", StringComparison.Ordinal));
    }

    [Fact]
    public void FirstSettings_AreTwentyAndHaveEveryRequiredOne()
    {
        var first = Row().Matches(Text[..Text.IndexOf("## Advanced", StringComparison.Ordinal)]).Select(row => row.Groups["name"].Value).ToList();
        var required = Documented.Where(row => row.Value == "required" && !row.Key.Contains('<', StringComparison.Ordinal)).Select(row => row.Key);

        Assert.Equal(20, first.Count);
        Assert.Empty(required.Except(first));
    }

    [Theory]
    [MemberData(nameof(Options))]
    public void Documented_DefaultValue_IsTheOptions(string prefix, object options)
    {
        foreach (var property in options.GetType().GetProperties().Where(p => p.SetMethod is { IsPublic: true } && Documented.ContainsKey(prefix + p.Name)))
        {
            var documented = Documented[prefix + property.Name];
            var actual = property.GetValue(options) switch
            {
                null or "" => documented == "required" ? "required" : "none",
                TimeSpan time => $"`{time:c}`",
                ContactElement.None => "required",
                var value => $"`{Convert.ToString(value, CultureInfo.InvariantCulture)}`",
            };
            Assert.True(actual == documented, $"{prefix}{property.Name} is documented as {documented}, and is {actual}.");
        }
    }

    [Fact]
    public void Triggers_AppSettings_AreDocumented()
    {
        var settings = typeof(SyncContacts).Assembly.GetTypes()
            .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static))
            .SelectMany(method => method.GetParameters())
            .SelectMany(parameter => new[] { parameter.GetCustomAttribute<TimerTriggerAttribute>()?.Schedule, parameter.GetCustomAttribute<QueueTriggerAttribute>()?.QueueName })
            .OfType<string>()
            .SelectMany(text => Placeholder().Matches(text).Select(match => match.Groups[1].Value))
            .Distinct()
            .ToList();

        Assert.NotEmpty(settings);
        Assert.All(settings, setting => Assert.Contains(setting, Documented.Keys));
    }

    [Fact]
    public void Unknown_ExamplesOfTheDocs_AreAllKnown()
    {
        var examples = Example().Matches(Text).Select(match => match.Value.Split('=')).ToDictionary(
            pair => pair[0].Replace("__", ":", StringComparison.Ordinal), pair => (string?)pair[1]);
        var settings = new ConfigurationBuilder().AddInMemoryCollection(examples).Build();

        Assert.True(examples.Count > 5);
        Assert.Empty(SettingNames.Unknown(settings));
    }

    [Theory]
    [InlineData("Mhero:Fhir:BasUrl", "Mhero__Fhir__BasUrl")]
    [InlineData("Mhero:Contacts:Fields:cadre:Kind", "Mhero__Contacts__Fields__cadre__Kind")]
    [InlineData("Mhero:Contacts:MappedFields:cadre:Element", "Mhero__Contacts__MappedFields__cadre__Element")]
    public void Unknown_MisspeltSetting_IsNamed(string key, string name)
    {
        var settings = new ConfigurationBuilder().AddInMemoryCollection([new(key, "x"), new("mhero:fhir:BASEURL", "x")]).Build();

        Assert.Equal([name], SettingNames.Unknown(settings));
    }

    [GeneratedRegex(@"^\| `(?<name>[A-Za-z0-9_<>.]+)` \| (?<default>[^|]+) \|", RegexOptions.Multiline)]
    private static partial Regex Row();

    /// <summary>The settings of <c>Mhero:Sync</c> in the section of one sync.</summary>
    [GeneratedRegex("^Mhero__(?<section>Contacts|Groups|Flows|Runs|Messages|ReportDelivery|Messaging|OptOut)__(?:BatchSize|MaxAttempts|RetryDelay|Overlap)$")]
    private static partial Regex Overrides();

    [GeneratedRegex("%([^%]+)%")]
    private static partial Regex Placeholder();

    [GeneratedRegex(@"^Mhero__\S+=.*$", RegexOptions.Multiline)]
    private static partial Regex Example();
}
