using Mhero.Simulator;

namespace Mhero.EndToEnd.Tests.Simulator;

/// <summary>
/// The flows, runs and messages that the recorded workspace held at the moment of a recording: what earlier lists showed, and
/// over it what a read's own answer says.
/// </summary>
internal static class RecordedFlows
{
    private static readonly string[] Runs = ["runs_page1", "runs_page2", "runs_page3_last"];
    private static readonly string[] Messages = ["messages_list"];

    public static void Seed(RapidProWorkspace workspace, Recording recording)
    {
        switch (recording.Endpoint)
        {
            case "flows":
                workspace.AddFlow(new SimulatedFlow { Name = "Favorites" });
                break;
            case "definitions":
                var definition = Recording.All["definitions_flow"].Body.GetProperty("flows")[0];
                workspace.AddFlow(definition);
                break;
            case "runs":
                foreach (var run in LatestItems(recording, Runs, "id"))
                {
                    AddRun(workspace, run);
                }

                break;
            case "broadcasts":
                SeedBroadcasts(workspace, recording);
                break;
            case "flow_starts":
                SeedStarts(workspace, recording);
                break;
            case "messages" when recording.Method == "GET":
                foreach (var message in LatestItems(recording, Messages, "id"))
                {
                    AddMessage(workspace, message);
                }

                break;
        }
    }

    /// <summary>A list shows what there is; what is made gets its number after those that were made before.</summary>
    private static void SeedBroadcasts(RapidProWorkspace workspace, Recording recording)
    {
        foreach (var broadcast in Shown(recording).OrderBy(b => b.GetProperty("id").GetInt32()))
        {
            workspace.AddBroadcast(new SimulatedBroadcast
            {
                Id = broadcast.GetProperty("id").GetInt32(),
                Contacts = [.. Contacts(workspace, broadcast)],
                Groups = [.. broadcast.GetProperty("groups").EnumerateArray().Select(g => g.GetProperty("name").GetString()!)],
                Urns = [.. broadcast.GetProperty("urns").EnumerateArray().Select(u => u.GetString()!)],
                Text = broadcast.GetProperty("text").EnumerateObject().ToDictionary(t => t.Name, t => t.Value.GetString()!),
                BaseLanguage = broadcast.GetProperty("base_language").GetString()!,
                Status = broadcast.GetProperty("status").GetString()!,
                CreatedOn = Time(broadcast, "created_on"),
            });
        }

        if (recording.Status == 201 && recording.Body.GetProperty("id").GetInt32() is > 1 and var id)
        {
            workspace.AddBroadcast(new SimulatedBroadcast { Id = id - 1, Text = new Dictionary<string, string> { ["eng"] = "Before" }, CreatedOn = recording.At });
        }
    }

    private static void SeedStarts(RapidProWorkspace workspace, Recording recording)
    {
        foreach (var start in Shown(recording).OrderBy(s => s.GetProperty("id").GetInt32()))
        {
            workspace.AddFlowStart(new SimulatedFlowStart
            {
                Id = start.GetProperty("id").GetInt32(),
                Uuid = start.GetProperty("uuid").GetGuid(),
                Flow = Flow(workspace, start.GetProperty("flow"))!.Value,
                Contacts = [.. Contacts(workspace, start)],
                Groups = [.. start.GetProperty("groups").EnumerateArray().Select(g => g.GetProperty("name").GetString()!)],
                Params = start.GetProperty("params").GetRawText(),
                RestartParticipants = start.GetProperty("restart_participants").GetBoolean(),
                ExcludeActive = start.GetProperty("exclude_active").GetBoolean(),
                Status = start.GetProperty("status").GetString()!,
                CreatedOn = Time(start, "created_on"),
                ModifiedOn = Time(start, "modified_on"),
            });
        }

        if (recording.Method == "GET")
        {
            return;
        }

        // A refused request names its flow without its name, an accepted one is answered with it.
        var flow = recording.Status == 201
            ? Flow(workspace, recording.Body.GetProperty("flow"))!.Value
            : workspace.AddFlow(new SimulatedFlow { Uuid = Guid.Parse("37a10717-2d58-4203-94ab-cfed1e1e29de"), Name = "Colors" }).Uuid;
        if (recording.Status == 201 && recording.Body.GetProperty("id").GetInt32() is > 1 and var id)
        {
            workspace.AddFlowStart(new SimulatedFlowStart { Id = id - 1, Flow = flow, CreatedOn = recording.At });
        }
    }

    private static List<JsonElement> Shown(Recording recording) =>
        recording.Status == 200 ? [.. recording.Body.GetProperty("results").EnumerateArray()] : [];

    private static List<Guid> Contacts(RapidProWorkspace workspace, JsonElement sent) =>
        sent.GetProperty("contacts").EnumerateArray().Select(c => Contact(workspace, c, urn: null)).ToList();

    private static IEnumerable<JsonElement> LatestItems(Recording recording, string[] lists, string key)
    {
        var earlier = lists.Contains(recording.Name) ? lists : lists.Where(l => Recording.All[l].At <= recording.At);
        var latest = new Dictionary<int, JsonElement>();
        foreach (var row in earlier.Select(l => Recording.All[l]).Append(recording).Where(r => r.Status == 200).SelectMany(r => r.Body.GetProperty("results").EnumerateArray()))
        {
            latest[row.GetProperty(key).GetInt32()] = row;
        }

        return latest.Values.OrderBy(r => r.GetProperty(key).GetInt32());
    }

    private static void AddRun(RapidProWorkspace workspace, JsonElement run) => workspace.AddRun(new SimulatedRun
    {
        Id = run.GetProperty("id").GetInt32(),
        Uuid = run.GetProperty("uuid").GetGuid(),
        Flow = Flow(workspace, run.GetProperty("flow"))!.Value,
        Contact = Contact(workspace, run.GetProperty("contact"), run.GetProperty("contact").GetProperty("urn").GetString()),
        Start = run.GetProperty("start").ValueKind == JsonValueKind.Null ? null : run.GetProperty("start").GetProperty("uuid").GetGuid(),
        Responded = run.GetProperty("responded").GetBoolean(),
        Path = run.GetProperty("path").ValueKind == JsonValueKind.Null ? [] :
            [.. run.GetProperty("path").EnumerateArray().Select(s => new SimulatedRunStep(s.GetProperty("node").GetGuid(), s.GetProperty("time").GetDateTimeOffset()))],
        Values = run.GetProperty("values").EnumerateObject().ToDictionary(v => v.Name, v => new SimulatedRunValue
        {
            Name = v.Value.GetProperty("name").GetString(),
            Value = v.Value.GetProperty("value").GetString()!,
            Category = v.Value.GetProperty("category").GetString(),
            Input = v.Value.GetProperty("input").GetString(),
            Node = v.Value.GetProperty("node").GetGuid(),
            Time = v.Value.GetProperty("time").GetDateTimeOffset(),
        }),
        CreatedOn = run.GetProperty("created_on").GetDateTimeOffset(),
        ModifiedOn = run.GetProperty("modified_on").GetDateTimeOffset(),
        ExitedOn = Time(run, "exited_on"),
        ExitType = run.GetProperty("exit_type").GetString(),
    });

    private static void AddMessage(RapidProWorkspace workspace, JsonElement message)
    {
        var channel = message.GetProperty("channel");
        var urn = message.GetProperty("urn").GetString();
        workspace.AddMessage(new SimulatedMessage
        {
            Id = message.GetProperty("id").GetInt32(),
            Contact = Contact(workspace, message.GetProperty("contact"), urn),
            Urn = urn,
            Channel = new SimulatedReference(channel.GetProperty("uuid").GetGuid(), channel.GetProperty("name").GetString()!),
            Direction = message.GetProperty("direction").GetString()!,
            Type = message.GetProperty("type").GetString()!,
            Status = message.GetProperty("status").GetString(),
            Visibility = message.GetProperty("visibility").GetString()!,
            Text = message.GetProperty("text").GetString()!,
            Flow = Flow(workspace, message.GetProperty("flow")),
            Broadcast = message.GetProperty("broadcast").ValueKind == JsonValueKind.Null ? null : message.GetProperty("broadcast").GetInt32(),
            CreatedOn = message.GetProperty("created_on").GetDateTimeOffset(),
            SentOn = Time(message, "sent_on"),
            ModifiedOn = message.GetProperty("modified_on").GetDateTimeOffset(),
        });
    }

    private static Guid? Flow(RapidProWorkspace workspace, JsonElement reference)
    {
        if (reference.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        var uuid = reference.GetProperty("uuid").GetGuid();
        return (workspace.FindFlow(uuid) ?? workspace.AddFlow(new SimulatedFlow { Uuid = uuid, Name = reference.GetProperty("name").GetString()! })).Uuid;
    }

    /// <summary>Contacts that no list of contacts showed are known by their runs and messages.</summary>
    private static Guid Contact(RapidProWorkspace workspace, JsonElement reference, string? urn)
    {
        var uuid = reference.GetProperty("uuid").GetGuid();
        if (workspace.FindByUuid(uuid) is null)
        {
            workspace.AddContact(new SimulatedContact { Uuid = uuid, Name = reference.GetProperty("name").GetString(), Urns = urn is null ? [] : [urn] });
        }

        return uuid;
    }

    private static DateTimeOffset? Time(JsonElement json, string name) =>
        json.GetProperty(name).ValueKind == JsonValueKind.Null ? null : json.GetProperty(name).GetDateTimeOffset();
}
