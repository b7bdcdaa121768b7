using Mhero.DevHost.Services;
using Mhero.Simulator;
using Mhero.Simulator.Dhis2;
using Mhero.Simulator.Floip;

namespace Mhero.DevHost.Examples;

/// <summary>
/// One of the use cases under <c>examples/</c>: a flow, its Questionnaires, what else the registry and the workspace need,
/// and the conversations that show it. The first example has no flow: its registry and workspace are what all others build on.
/// </summary>
public sealed class UseCaseExample
{
    /// <summary>The address that the flows of the examples call until they are loaded and the address is known.</summary>
    private const string AddressInFlows = "https://mhero.example.org/api/rapidpro/webhook?code=your-function-key";

    /// <summary>The look-up address that they call until then; see docs/lookups.md.</summary>
    private const string LookupInFlows = "https://mhero.example.org/api/rapidpro/lookup?code=your-function-key";

    /// <summary>The webhook secret that the flows of the examples send, until they are loaded.</summary>
    private const string SecretInFlows = "change-me-to-your-webhook-secret";

    /// <summary>The week that the conversations report on.</summary>
    private const string ReportedWeek = "2026W10";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    private readonly string _folder;

    private UseCaseExample(string folder) => _folder = folder;

    /// <summary>The folder's name, such as <c>8-case-report</c>.</summary>
    public string Name => Path.GetFileName(_folder);

    /// <summary>The messages that the health workers of the example write.</summary>
    public IReadOnlyList<Conversation> Conversations =>
        JsonSerializer.Deserialize<List<Conversation>>(File.ReadAllText(PathOf("conversation.json")), Json)!;

    /// <summary>
    /// The messages with the week of a day in place of the one that they report on. A report counts for the week that it names, so a reminder for
    /// the present week finds a report only if the conversation names that week.
    /// </summary>
    /// <param name="day">The day, in the time zone of the example's facilities (Africa/Kigali).</param>
    public IReadOnlyList<Conversation> ConversationsIn(DateOnly day)
    {
        var date = day.ToDateTime(TimeOnly.MinValue);
        var week = string.Create(CultureInfo.InvariantCulture, $"{ISOWeek.GetYear(date)}W{ISOWeek.GetWeekOfYear(date):00}");
        return [.. Conversations.Select(c => c with { Messages = [.. c.Messages.Select(m => m.Replace(ReportedWeek, week, StringComparison.OrdinalIgnoreCase))] })];
    }

    /// <summary>The CommunicationRequests that other systems of the example POST, as JSON.</summary>
    public IReadOnlyList<string> Requests =>
        [.. Directory.EnumerateFiles(_folder, "communication-request*.json").Order(StringComparer.Ordinal).Select(File.ReadAllText)];

    /// <summary>The channel's behaviour for the example's messages; null for the default.</summary>
    public ChannelBehaviour? Channel =>
        File.Exists(PathOf("channel.json")) && JsonSerializer.Deserialize<ChannelSeed>(File.ReadAllText(PathOf("channel.json")), Json) is { } seed
            ? new ChannelBehaviour { Step = seed.Step, Fails = urn => seed.Fails.Contains(urn) }
            : null;

    /// <summary>Every example in which somebody writes messages, in the order of their numbers.</summary>
    /// <param name="examples">The folder that holds them all.</param>
    public static IReadOnlyList<UseCaseExample> LoadAll(string examples) =>
    [
        .. Directory.EnumerateDirectories(examples)
            .Where(folder => File.Exists(Path.Combine(folder, "conversation.json")))
            .OrderBy(folder => int.TryParse(Path.GetFileName(folder).Split('-')[0], out var number) ? number : int.MaxValue)
            .Select(folder => new UseCaseExample(folder)),
    ];

    /// <summary>Puts the example's Questionnaires, and what else it needs, into a FHIR server.</summary>
    /// <param name="fhirBase">The server's base.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="LocalServiceException">The server refused something.</exception>
    public async Task SeedAsync(Uri fhirBase, CancellationToken cancellationToken = default)
    {
        using var seed = new FhirSeed(fhirBase);
        if (HasFlow && File.Exists(PathOf("registry.json")))
        {
            await seed.SendAsync(PathOf("registry.json"), cancellationToken);
        }

        foreach (var questionnaire in Directory.EnumerateFiles(_folder, "questionnaire*.json").Order(StringComparer.Ordinal))
        {
            await seed.PutCanonicalAsync(questionnaire, cancellationToken);
        }
    }

    /// <summary>Puts the example's contacts into a workspace, where it has some of its own.</summary>
    /// <param name="workspace">The workspace; it holds the contacts of the first example already.</param>
    public void SeedContacts(RapidProWorkspace workspace)
    {
        if (!HasFlow || !File.Exists(PathOf("rapidpro.json")))
        {
            return;
        }

        var seed = JsonSerializer.Deserialize<ContactsSeed>(File.ReadAllText(PathOf("rapidpro.json")), Json)!;
        foreach (var group in seed.Groups.Where(g => workspace.Groups.All(known => known.Name != g)))
        {
            workspace.AddGroup(group);
        }

        foreach (var contact in seed.Contacts)
        {
            workspace.AddContact(contact.ToContact());
        }
    }

    /// <summary>
    /// Puts the example's Flow Results packages into a FLOIP server, with the rows of other conversations than the example's runs. A package may have no rows.
    /// </summary>
    /// <param name="server">The server.</param>
    public void SeedFlowResults(FloipServer server)
    {
        if (!Directory.Exists(PathOf("floip")))
        {
            return;
        }

        foreach (var package in Directory.EnumerateFiles(PathOf("floip"), "package*.json").Order(StringComparer.Ordinal))
        {
            var descriptor = File.ReadAllText(package);
            server.AddPackage(descriptor);
            var rows = PathOf(Path.Combine("floip", Path.GetFileName(package).Replace("package", "rows", StringComparison.Ordinal)));
            if (File.Exists(rows))
            {
                using var json = JsonDocument.Parse(descriptor);
                server.AddRows(json.RootElement.GetProperty("id").GetString()!, File.ReadAllText(rows));
            }
        }
    }

    /// <summary>Puts the data sets of the example's reports into a DHIS2.</summary>
    /// <param name="server">The server.</param>
    public void SeedDhis2(Dhis2Server server)
    {
        if (File.Exists(PathOf(Path.Combine("dhis2", "metadata.json"))))
        {
            server.AddMetadata(File.ReadAllText(PathOf(Path.Combine("dhis2", "metadata.json"))));
        }
    }

    /// <summary>The files that say what the examples' reports are in DHIS2.</summary>
    /// <param name="examples">The folder that holds all examples.</param>
    public static IReadOnlyList<string> ReportMappings(string examples) =>
        [.. Directory.EnumerateDirectories(examples).Select(folder => Path.Combine(folder, "dhis2", "mapping.json")).Where(File.Exists).Order(StringComparer.Ordinal)];

    /// <summary>
    /// Imports the example's flows, with their keywords, into a workspace. As in RapidPro they get new UUIDs there, so that whatever else
    /// belongs to the example has to name them by name.
    /// </summary>
    /// <param name="workspace">The workspace.</param>
    /// <param name="webhook">What their webhooks call, with the function's key; look-ups go to its neighbour <c>lookup</c>.</param>
    /// <param name="secret">The secret that they send.</param>
    public void SeedFlows(RapidProWorkspace workspace, Uri webhook, string secret)
    {
        if (HasFlow)
        {
            workspace.ImportFlows(File.ReadAllText(PathOf("flow.json"))
                .Replace(AddressInFlows, webhook.AbsoluteUri, StringComparison.Ordinal)
                .Replace(LookupInFlows, new Uri(webhook, "lookup" + webhook.Query).AbsoluteUri, StringComparison.Ordinal)
                .Replace(SecretInFlows, secret, StringComparison.Ordinal));
        }
    }

    private bool HasFlow => File.Exists(PathOf("flow.json"));

    private string PathOf(string file) => Path.Combine(_folder, file);

    private sealed record ChannelSeed(TimeSpan Step, IReadOnlyList<string> Fails);

    private sealed record ContactsSeed(IReadOnlyList<string> Groups, IReadOnlyList<WorkspaceSeedContact> Contacts);
}
