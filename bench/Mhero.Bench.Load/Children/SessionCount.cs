using System.Text.Json;
using Mhero.Bench.Load.Fhir;
using Mhero.Bench.Load.World;

namespace Mhero.Bench.Load.Children;

/// <summary>Counts the registry's responses of FLOIP sessions.</summary>
internal static class SessionCount
{
    private const string SessionId = "http://mhero.org/fhir/floip-session|";

    public static SessionTotals Of(ResourceStore store)
    {
        var sessions = new HashSet<string>(StringComparer.Ordinal);
        var (responses, byWorker, answers) = (0, 0, 0L);
        foreach (var stored in store.All("QuestionnaireResponse"))
        {
            using var document = JsonDocument.Parse(stored.Json);
            var response = document.RootElement;
            responses++;
            answers += response.GetProperty("item").GetArrayLength();
            byWorker += response.TryGetProperty("source", out var source) && source.TryGetProperty("reference", out _) ? 1 : 0;
            sessions.UnionWith(stored.Identifiers.Where(i => i.StartsWith(SessionId, StringComparison.Ordinal)));
        }

        return new SessionTotals(responses, sessions.Count, byWorker, answers);
    }
}
