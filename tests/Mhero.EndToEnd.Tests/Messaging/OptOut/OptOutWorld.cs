using Hl7.Fhir.Model;
using Hl7.Fhir.Validation;
using Mhero.Core.Fhir;
using Mhero.Core.Messaging;
using Mhero.Core.Storage.SyncLog;
using Mhero.Core.Sync.Contacts;
using Mhero.DevHost.Host;
using Mhero.EndToEnd.Tests.Runs;
using Mhero.Functions.Timers;
using Mhero.Simulator;
using Task = System.Threading.Tasks.Task;

namespace Mhero.EndToEnd.Tests.Messaging.OptOut;

/// <summary>A registry, a RapidPro with an opt-out flow, and a client that sends messages.</summary>
public sealed class OptOutWorld : RunWorld
{
    public const string Group = "Opted out";

    private readonly Guid _flow = Guid.NewGuid();

    /// <summary>A flow that asks whether messages are wanted.</summary>
    public SimulatedFlow Flow { get; private set; } = null!;

    private MessagingWorld Messages => new() { Sync = this };

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        Flow = RapidPro.Workspace.AddFlow(FlowText.Of(_flow, "Messages", ("Messages", "Stop Again")));
        RapidPro.Workspace.StopKeywords = ["STOP"];
        await ReadAsync("flows");
        await FlagsAsync();
    }

    public override Dictionary<string, string?> NewSettings()
    {
        var settings = base.NewSettings();
        settings["Mhero:OptOut:Flows:ask:Flow"] = _flow.ToString();
        settings["Mhero:OptOut:Flows:ask:Result"] = "Messages";
        settings["Mhero:OptOut:Flows:ask:Out"] = "Stop";
        settings["Mhero:OptOut:Flows:ask:OptInCategory"] = "Again";
        return settings;
    }

    /// <summary>A worker of the registry with a contact, both known.</summary>
    public async Task<(string Person, Guid Contact, string Number)> AddPersonAsync(FunctionsHost? host = null)
    {
        var number = NewNumber();
        var worker = await AddWorkerAsync("Opt Out", number);
        await SettleAsync(host);
        return ($"Practitioner/{worker.Id}", ContactOf(number).Uuid, number);
    }

    /// <summary>Reads contacts, workers and Flags, and waits until all that came of it is done.</summary>
    public async Task SyncAsync(FunctionsHost? host = null)
    {
        await RoundAsync(host);
        await FlagsAsync(host);
    }

    /// <summary>Reads the registry's Flags, and waits until all that came of it is done.</summary>
    public async Task<SyncCounts> FlagsAsync(FunctionsHost? host = null)
    {
        host ??= Host;
        await host.InvokeTimerAsync(nameof(SyncOptOuts));
        await IdleAsync(host);
        var run = (await host.Services.GetRequiredService<SyncLogStore>().RecentAsync("opt-outs", 1)).Single();
        Assert.Null(run.Error);
        Assert.True(run.IsComplete);
        return run.Counts;
    }

    /// <summary>A run of the flow that RapidPro's poller shows.</summary>
    public SimulatedRun Answer(Guid contact, string category) =>
        AddRun(Flow, RapidPro.Workspace.FindByUuid(contact)!, "completed", ("messages", $"{category.ToLowerInvariant()}|{category}"));

    /// <summary>A webhook of the flow, as it comes while the run goes on.</summary>
    public Task PostAnswerAsync(Guid contact, string category, Guid? run, FunctionsHost? host = null) => PostWebhookAsync(
        WebhookBody(Flow, RapidPro.Workspace.FindByUuid(contact)!, run, run is null ? null : "completed", ("messages", $"{category.ToLowerInvariant()}|{category}")), host);

    /// <summary>The opt-out Flags of a person.</summary>
    public async Task<List<Flag>> FlagsOfAsync(string person) =>
        [.. (await Fhir.SearchAsync(new FhirSearch("Flag").WhereAny("subject", person))).Matches.OfType<Flag>()];

    /// <summary>The one opt-out Flag of a person, checked against R4.</summary>
    public async Task<Flag> FlagOfAsync(string person)
    {
        var flag = Assert.Single(await FlagsOfAsync(person));
        Assert.Empty(ResourceRules.Check(flag));
        Assert.Empty(flag.Validate(ModelInfo.ModelInspector));
        Assert.Equal(person, flag.Subject.Reference);
        Assert.Contains(flag.Code.Coding, c => c is { System: MheroSystems.Tags, Code: MheroSystems.OptedOutTag });
        Assert.NotNull(flag.Period?.Start);
        Assert.Equal(flag.Status == Flag.FlagStatus.Inactive, flag.Period!.End is not null);
        return flag;
    }

    /// <summary>A Flag that somebody else sets.</summary>
    public async Task<Flag> SetFlagAsync(string person, string system = "http://example.org/registry-flag")
    {
        var flag = new Flag
        {
            Identifier = [new Identifier(system, Guid.NewGuid().ToString())],
            Status = Flag.FlagStatus.Active,
            Code = new CodeableConcept(MheroSystems.Tags, MheroSystems.OptedOutTag),
            Subject = new ResourceReference(person),
            Period = new Period { Start = "2026-01-01" },
        };
        return (await Fhir.CreateIfNoneAsync(flag, new FhirSearch("Flag").Where("identifier", system, flag.Identifier[0].Value!))).Resource;
    }

    public Task EndFlagAsync(Flag flag) => Fhir.UpdateAsync<Flag>(flag.Id!, f =>
    {
        f.Status = Flag.FlagStatus.Inactive;
        return f;
    });

    public bool IsInGroup(Guid contact) => RapidPro.Workspace.FindByUuid(contact)!.Groups.Contains(Group);

    /// <summary>Who conflicts about whether messages are wanted.</summary>
    public async Task<IReadOnlyList<ConflictRecord>> ConflictsOfAsync(string person) =>
        [.. (await Host.Services.GetRequiredService<Conflicts>().ListAsync(1000, default)).Where(c => c.Worker == person)];

    /// <summary>Sends a message and says whether it came; when not, why.</summary>
    public async Task<(bool Came, string? Reason)> SendAsync(string person, Guid contact, bool isUrgent = false, FunctionsHost? host = null)
    {
        var text = "Is it wanted? " + Guid.NewGuid();
        var request = MessagingWorld.Request(text, person);
        request.Priority = isUrgent ? RequestPriority.Urgent : null;
        var (_, id, outcome) = await Messages.PostAsync(request, host: host);
        await Messages.CompleteAsync(id!.Value, host);
        return (RapidPro.Workspace.CountMessages(text).ContainsKey(contact), outcome.Issue.Select(MessagingWorld.CodeOf).FirstOrDefault(c => c?.StartsWith("MH51", StringComparison.Ordinal) is true));
    }

    /// <summary>The person gets what is urgent and nothing else.</summary>
    public async Task AssertOutAsync(string person, Guid contact, FunctionsHost? host = null)
    {
        Assert.Equal((false, MessagingCodes.OptedOut), await SendAsync(person, contact, host: host));
        Assert.Equal((true, null), await SendAsync(person, contact, isUrgent: true, host));
    }

    /// <summary>The person gets messages.</summary>
    public async Task AssertInAsync(string person, Guid contact, FunctionsHost? host = null) =>
        Assert.Equal((true, null), await SendAsync(person, contact, host: host));
}
