using System.Text.Json;
using Mhero.Local.Simulator;

namespace Mhero.EndToEnd.Tests.Simulator;

/// <summary>
/// The flows, runs and messages that the recorded workspace held at the moment of a recording: what earlier lists showed, and
/// over it what a read's own answer says.
/// </summary>
internal static class RecordedFlows
{
    private static readonly string[] _runs = ["runs_page1", "runs_page2", "runs_page3_last"];
    private static readonly string[] _messages = ["messages_list"];

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
                foreach (var run in Latest(recording, _runs, "id"))
                {
                    AddRun(workspace, run);
                }

                break;
            case "messages" when recording.Method == "GET":
                foreach (var message in Latest(recording, _messages, "id"))
                {
                    AddMessage(workspace, message);
                }

                break;
        }
    }

    private static IEnumerable<JsonElement> Latest(Recording recording, string[] lists, string key)
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
