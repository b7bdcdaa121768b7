using Hl7.Fhir.Model;
using Mhero.Core.Authoring;
using Mhero.Core.Mapping.Issues;
using Mhero.Core.Mapping.Places;
using Mhero.Core.Mapping.Responses;
using Mhero.Core.RapidPro.Model;
using Mhero.Simulator;
using Microsoft.Extensions.Time.Testing;

namespace Mhero.Simulation.Tests.Authoring;

/// <summary>A Questionnaire that was authored as a flow and imported into the simulator, which replaces its UUIDs as RapidPro does.</summary>
internal sealed class PlayedFlow
{
    private static readonly RunToQuestionnaireResponse Mapper = new(new RunMappingOptions());

    private readonly Guid _flow;
    private int _contacts;

    public PlayedFlow(Questionnaire questionnaire, AuthoringOptions? options = null, RapidProProfile profile = RapidProProfile.V9_0, IReadOnlyList<ValueSet>? valueSets = null)
    {
        var result = QuestionnaireToFlow.Create(new AuthoringSource(questionnaire, options ?? Quiet, valueSets ?? []));
        Issues = result.Issues;
        Registered = result.Value?.Questionnaire!;
        Authored = result.Value ?? throw new InvalidOperationException(string.Join(Environment.NewLine, result.Issues));
        Simulator = RapidProSimulator.Create(new() { Profile = profile, TimeProvider = new FakeTimeProvider(new DateTimeOffset(2026, 11, 20, 8, 30, 0, TimeSpan.Zero)) });
        Simulator.Workspace.Languages = ["eng", "fra", "amh"];
        foreach (var field in new[] { "Facility", "Cadre" })
        {
            Simulator.Workspace.AddField(field);
        }

        _flow = Simulator.Workspace.ImportFlows(Authored.Export).Single().Uuid;
        Simulator.Workspace.CheckFlow(_flow);
    }

    /// <summary>Without webhook and summary, so that the messages are those of the questions.</summary>
    public static AuthoringOptions Quiet { get; } = new() { Webhook = null, Summary = false };

    public RapidProSimulator Simulator { get; }

    public AuthoredFlow Authored { get; }

    public IReadOnlyList<MappingIssue> Issues { get; }

    /// <summary>The Questionnaire by which runs are mapped.</summary>
    public Questionnaire Registered { get; set; }

    /// <summary>Starts the flow for a new contact and sends the texts.</summary>
    public Task<Play> PlayAsync(IEnumerable<string> texts, string? language = null, IReadOnlyDictionary<string, string?>? fields = null) => PlayAsync(
        new SimulatedContact { Urns = [$"tel:+25078{Interlocked.Increment(ref _contacts):D7}"], Language = language, Fields = fields ?? new Dictionary<string, string?>() }, texts);

    /// <summary>Starts the flow for a contact, who is added, and sends the texts.</summary>
    public async Task<Play> PlayAsync(SimulatedContact added, IEnumerable<string> texts)
    {
        var contact = Simulator.Workspace.AddContact(added);
        var urn = contact.Urns[0];
        var language = contact.Language;
        var messages = new List<string>((await Simulator.Workspace.StartFlowAsync(_flow, [contact.Uuid])).Select(m => m.Text));
        foreach (var text in texts)
        {
            messages.AddRange((await Simulator.Workspace.ReceiveAsync(urn, text)).Select(m => m.Text));
        }

        var run = Simulator.Workspace.LatestRuns(1).Single();
        Assert.Equal(contact.Uuid, run.Contact);
        var mapped = Mapper.Map(new RunSource(RunOf(run), Registered, new RunPeople(RunPeople.Unknown(contact.Uuid)), new PlaceIndex([]), Language: language));
        return new Play(messages, run, mapped.Value, mapped.Issues);
    }

    private static FlowRun RunOf(SimulatedRun run) => new()
    {
        Uuid = run.Uuid,
        CreatedOn = run.CreatedOn,
        ModifiedOn = run.ModifiedOn,
        ExitedOn = run.ExitedOn,
        ExitType = run.ExitType,
        Values = run.Values.ToDictionary(v => v.Key, v => new RunValue { Name = v.Value.Name, Value = v.Value.Value, Category = v.Value.Category, Node = v.Value.Node, Time = v.Value.Time }),
    };
}
