using Mhero.Simulator;
using Microsoft.Extensions.Time.Testing;

namespace Mhero.EndToEnd.Tests.Simulator;

/// <summary>
/// The simulator against RapidPro 9.0.0: every recording of an endpoint that it has is replayed, and every other one is
/// named with the reason why not.
/// </summary>
public sealed class RecordingReplayTests
{
    private static readonly Guid Aline = Guid.Parse("1303ae08-dcb6-4ba3-a042-35917423ec53");
    private static readonly Guid ContactFive = Guid.Parse("d403d457-16ba-4649-bacd-5023bd885cff");
    private static readonly Guid Hidden = Guid.Parse("a967e94f-b0ad-4ab9-8d7d-551bc3cb5e2b");
    private static readonly Guid Pregnant = Guid.Parse("79a66aa0-5dfe-4728-b3ac-165a2ebda11c");

    /// <summary>Endpoints that the simulator has not: issues that bring them move their recordings out of here.</summary>
    private static readonly Dictionary<string, string> Later = new()
    {
        ["archives"] = "no use case reads archives: runs older than ninety days are not asked for",
        ["campaigns"] = "no use case reads campaigns",
        ["globals"] = "no use case reads globals",
        ["labels"] = "no use case reads labels",
    };

    /// <summary>Recordings that only make sense after one another; each sequence is a test below.</summary>
    private static readonly string[] Race =
    [
        "race_1_field_created_201", "race_2_create_contact_with_new_field", "race_3_update_contact_with_new_field",
        "race_4_group_created_201", "race_5_create_contact_with_new_group", "race_6_update_contact_with_new_group",
        "race_7_create_contact_after_6s_201", "race_8_contact_after_lost_update",
    ];

    private static readonly string[] Throttle = ["throttle_3", "throttle_4", "throttle_5", "throttle_post"];

    private static readonly string[] Pages = ["contacts_page1", "contacts_page2", "contacts_page3_last", "contacts_page2_previous"];

    private static readonly string[] RunPages = ["runs_page1", "runs_page2", "runs_page3_last"];

    private static readonly string[] Steal = ["contacts_update_urn_taken_200_steals", "contacts_urn_taken_victim"];

    /// <summary>What the workspace must hold beyond what the recordings before show.</summary>
    private static readonly Dictionary<string, Action<RapidProWorkspace>> Preparations = new()
    {
        ["mailroom_down_flow_start_201_stays_pending"] = w => w.MailroomDown = true,
        ["mailroom_down_flow_starts_list"] = w => w.MailroomDown = true,
        ["contact_blocked_flow_start_201"] = w => w.Edit(ContactFive, c => c with { Status = "blocked" }),
        ["anon_contacts_list"] = w => w.Anonymous = true,
        ["anon_contacts_update_urns_400"] = MakeAnonymous,
        ["anon_contacts_urn_lookup_400"] = MakeAnonymous,
        ["anon_contacts_urn_post_400"] = MakeAnonymous,
        ["contact_blocked_message_create"] = w =>
        {
            w.Edit(ContactFive, c => c with { Status = "blocked" });
            w.AddMessage(new SimulatedMessage { Id = 584, Contact = ContactFive, Direction = "out" });
        },
        ["messages_create_201"] = w => w.AddMessage(new SimulatedMessage { Id = 14, Contact = ContactFive, Direction = "out" }),
        ["suspended_message_create"] = w => w.Suspended = true,
        ["contact_blocked_groups_400"] = w => w.Edit(ContactFive, c => c with { Status = "blocked" }),
        ["contact_actions_unblock"] = w => w.Edit(ContactFive, c => c with { Status = "blocked" }),
        ["contacts_update_deleted_400"] = w => w.Edit(Aline, c => c with { Deleted = true }),
        ["contacts_deleted_by_uuid_plain"] = w => w.Edit(Aline, c => c with { Deleted = true }),
        ["groups_create_dup_400"] = w => w.AddGroup("Pregnant", uuid: Pregnant),
        ["groups_update_200"] = w => w.AddGroup("Pregnant", uuid: Pregnant),
        ["groups_delete_204"] = w => w.AddGroup("Pregnant", uuid: Pregnant),
        ["mailroom_down_contact_update_500"] = w => w.MailroomDown = true,
        ["mailroom_down_contacts_list_200"] = w => w.MailroomDown = true,
        ["suspended_contacts_list"] = w => w.Suspended = true,
    };

    private static IEnumerable<string> Sequences => [.. Race, .. Throttle, .. Pages, .. RunPages, .. Steal];

    private static IEnumerable<string> Alone => Recording.All.Values
        .Where(r => !Later.ContainsKey(r.Endpoint) && !Sequences.Contains(r.Name))
        .Select(r => r.Name).Order(StringComparer.Ordinal);

    public static TheoryData<string> AloneRecordings => [.. Alone];

    [Theory]
    [MemberData(nameof(AloneRecordings))]
    public async Task Replay_OneRecording_AnswersTheSame(string name)
    {
        var recording = Recording.All[name];
        await using var simulator = await StartAsync(recording);
        Preparations.GetValueOrDefault(name)?.Invoke(simulator.Workspace);
        using var replay = new RecordingReplay(simulator);

        await replay.PlayAsync(recording);
    }

    [Fact]
    public void Replay_EveryRecording_IsPlayedOrExplained()
    {
        var index = File.ReadLines(Path.Combine(AppContext.BaseDirectory, "rapidpro-samples", "INDEX.tsv")).Skip(1).Select(l => l.Split('\t')[0]);
        var played = Alone.Concat(Sequences).ToHashSet();

        Assert.All(index, name => Assert.True(
            played.Contains(name) != Later.ContainsKey(Recording.All[name].Endpoint),
            $"{name} must be either replayed or its endpoint explained"));
        Assert.All(Later.Keys, endpoint => Assert.Contains(Recording.All.Values, r => r.Endpoint == endpoint));
        Assert.All(Preparations.Keys, name => Assert.Contains(name, played));
        Assert.True(played.Count > 120, $"only {played.Count} recordings are replayed");
    }

    [Fact]
    public async Task Replay_JustCreatedFieldAndGroup_FailUntilTheyAreKnown()
    {
        var last = Recording.All["race_8_contact_after_lost_update"];
        var clock = new FakeTimeProvider(Recording.All[Race[0]].At.AddMilliseconds(250));
        var options = new RapidProSimulatorOptions { TimeProvider = clock, AssetDelay = TimeSpan.FromSeconds(5) };
        await using var simulator = await RapidProSimulator.StartAsync(options);
        foreach (var (name, type) in new[] { ("Gender", "text"), ("Age", "number"), ("Registered On", "datetime"), ("FHIR Patient ID", "text"), ("EDD date", "datetime"), ("Village", "text") })
        {
            simulator.Workspace.AddField(name, type);
        }

        simulator.Workspace.AddGroup("Adults 25+", "age >= 25", Guid.Parse("ff3bec01-ab6f-44df-8c45-a8d2fd79b7e7"));
        simulator.Workspace.AddContact(RecordedWorld.ToContact(last.Contacts().Single()));
        using var replay = new RecordingReplay(simulator);

        var answers = new Dictionary<string, JsonElement>();
        foreach (var name in Race)
        {
            if (name.Contains("after_6s", StringComparison.Ordinal))
            {
                clock.Advance(TimeSpan.FromSeconds(6));
            }

            answers[name] = await replay.PlayAsync(Recording.All[name]);
        }

        // The group's UUID is the simulator's own: the contact must name that one.
        Assert.Equal(
            answers["race_4_group_created_201"].GetProperty("uuid").GetGuid(),
            answers["race_7_create_contact_after_6s_201"].GetProperty("groups")[0].GetProperty("uuid").GetGuid());

        Assert.Equal(2, simulator.Workspace.ContactCount);
    }

    [Fact]
    public async Task Replay_QuotaOfThree_RefusesTheFourth()
    {
        var options = new RapidProSimulatorOptions { TimeProvider = new FakeTimeProvider(), Throttle = true, RequestsPerHour = 3 };
        await using var simulator = await RapidProSimulator.StartAsync(options);
        using var replay = new RecordingReplay(simulator);

        // The first two were not recorded; they were like the third.
        await replay.PlayAsync(Recording.All["throttle_3"]);
        await replay.PlayAsync(Recording.All["throttle_3"]);
        foreach (var name in Throttle)
        {
            await replay.PlayAsync(Recording.All[name]);
        }
    }

    [Fact]
    public async Task Replay_Pages_FollowOneAnother()
    {
        await using var simulator = await StartAsync(Recording.All["contacts_page1"]);
        using var replay = new RecordingReplay(simulator);

        foreach (var name in Pages)
        {
            await replay.PlayAsync(Recording.All[name]);
        }
    }

    [Fact]
    public async Task Replay_RunPages_FollowOneAnother()
    {
        await using var simulator = await StartAsync(Recording.All["runs_page1"]);
        using var replay = new RecordingReplay(simulator);

        foreach (var name in RunPages)
        {
            await replay.PlayAsync(Recording.All[name]);
        }
    }

    [Fact]
    public async Task Replay_UrnOfAnother_IsTakenAwayOnUpdate()
    {
        var theft = Recording.All[Steal[0]];
        var victim = Guid.Parse("ace23198-a8a4-4c85-81ad-508138fa5150");
        await using var simulator = await StartAsync(theft);
        using var replay = new RecordingReplay(simulator);
        var before = simulator.Workspace.FindByUuid(victim)!;

        var thief = await replay.PlayAsync(theft);

        var after = simulator.Workspace.FindByUuid(victim)!;
        var recorded = RecordedWorld.ToContact(Recording.All[Steal[1]].Contacts().Single(c => c.GetProperty("uuid").GetGuid() == victim));
        Assert.Equal(["tel:+250788000001"], before.Urns);
        Assert.Equal(recorded.Urns, after.Urns);
        Assert.Equal(recorded.Groups, after.Groups);
        Assert.InRange(after.ModifiedOn!.Value, before.ModifiedOn!.Value.AddTicks(1), thief.GetProperty("modified_on").GetDateTimeOffset());

        await using var later = await StartAsync(Recording.All[Steal[1]]);
        using var second = new RecordingReplay(later);
        await second.PlayAsync(Recording.All[Steal[1]]);
    }

    private static void MakeAnonymous(RapidProWorkspace workspace)
    {
        workspace.AddContact(new SimulatedContact { Uuid = Hidden, Name = "Hidden", Urns = ["tel:+250788999001"] });
        workspace.Anonymous = true;
    }

    private static async Task<RapidProSimulator> StartAsync(Recording recording)
    {
        // A date without a time gets the present time of day: the moment of this recording shows in its answer.
        var now = recording.Name == "contacts_update_number_field_text"
            ? DateTimeOffset.Parse("2026-11-22T19:33:04.754185Z", CultureInfo.InvariantCulture)
            : recording.At;
        var simulator = await RapidProSimulator.StartAsync(new RapidProSimulatorOptions { TimeProvider = new FakeTimeProvider(now) });
        var workspace = simulator.Workspace;
        switch (recording.Name)
        {
            case "anon_contacts_list":
                // anon_display is the contact's number in the database.
                for (var i = 1; i < 589; i++)
                {
                    workspace.AddContact(new SimulatedContact { Deleted = true });
                }

                break;
            case "odd_cursor_empty":
                // A batch had given many contacts one modified_on, and this page ends in their midst: that is what its next
                // link shows, and what the pages recorded before cannot know.
                workspace.AddContact(new SimulatedContact { ModifiedOn = RecordedWorld.ToContact(recording.Contacts().Last()).ModifiedOn });
                break;
            case "fields_create_legacy_label":
                workspace.AddField("EDD date", "datetime", "edd_date");
                return simulator;
        }

        RecordedWorld.Seed(workspace, recording);
        return simulator;
    }
}
