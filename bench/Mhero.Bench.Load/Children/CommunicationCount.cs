using Mhero.Bench.Load.World;
using Mhero.MemoryFhir;

namespace Mhero.Bench.Load.Children;

/// <summary>Counts what became of the Communications in the registry.</summary>
internal static class CommunicationCount
{
    public static CommunicationTotals Of(FhirServer server)
    {
        var (all, completed, asked, recipients) = (0, 0, 0, new HashSet<string>(StringComparer.Ordinal));
        foreach (var stored in server.Stored("Communication"))
        {
            var communication = JsonElement.Parse(stored.Json);
            all++;
            completed += communication.GetProperty("status").GetString() == "completed" && communication.TryGetProperty("sent", out _) ? 1 : 0;
            asked += communication.GetProperty("basedOn")[0].GetProperty("reference").GetString() is { } request && server.Find("CommunicationRequest", request.Split('/')[^1]) is not null ? 1 : 0;
            recipients.Add(communication.GetProperty("recipient")[0].GetProperty("reference").GetString()!);
        }

        return new(all, completed, asked, recipients.Count(r => server.Find("Practitioner", r.Split('/')[^1]) is not null));
    }
}
