using Mhero.Bench.Load.World;
using Mhero.MemoryFhir;

namespace Mhero.Bench.Load.Children;

/// <summary>Counts the registry's responses of FLOIP sessions.</summary>
internal static class SessionCount
{
    private const string SessionId = "http://mhero.org/fhir/floip-session";

    public static SessionTotals Of(FhirServer server)
    {
        var sessions = new HashSet<string>(StringComparer.Ordinal);
        var (responses, byWorker, answers) = (0, 0, 0L);
        foreach (var stored in server.Stored("QuestionnaireResponse"))
        {
            var response = JsonElement.Parse(stored.Json);
            responses++;
            answers += response.GetProperty("item").GetArrayLength();
            byWorker += response.TryGetProperty("source", out var source) && source.TryGetProperty("reference", out _) ? 1 : 0;
            sessions.UnionWith(Identifiers.Of(stored, SessionId));
        }

        return new SessionTotals(responses, sessions.Count, byWorker, answers);
    }
}
