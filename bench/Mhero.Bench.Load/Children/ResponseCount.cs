using Mhero.Bench.Load.World;
using Mhero.MemoryFhir;

namespace Mhero.Bench.Load.Children;

/// <summary>Counts what the registry holds of runs.</summary>
internal static class ResponseCount
{
    private const string RunUuid = "http://app.rapidpro.io/run-uuid";

    public static ResponseTotals Of(FhirServer server, int contacts)
    {
        var questionnaires = server.All("Questionnaire").Select(q => $"{q["url"]}|{q["version"]}").ToHashSet(StringComparer.Ordinal);
        var runs = new HashSet<Guid>();
        var (responses, byQuestionnaire, byWorker, inProgress, answers) = (0, 0, 0, 0, 0L);
        foreach (var stored in server.Stored("QuestionnaireResponse"))
        {
            var response = JsonElement.Parse(stored.Json);
            responses++;
            byQuestionnaire += questionnaires.Contains(response.GetProperty("questionnaire").GetString()!) ? 1 : 0;
            inProgress += response.GetProperty("status").GetString() == "in-progress" ? 1 : 0;
            answers += response.GetProperty("item").EnumerateArray().Sum(i => i.GetProperty("answer").EnumerateArray().Count(IsTyped));
            if (Guid.TryParse(Identifiers.Of(stored, RunUuid).SingleOrDefault(), out var run))
            {
                runs.Add(run);
                byWorker += response.GetProperty("source").GetProperty("reference").GetString() == $"Practitioner/{Workforce.PractitionerId(Survey.NumberOf(run) % contacts)}" ? 1 : 0;
            }
        }

        return new ResponseTotals(responses, runs.Count, byQuestionnaire, byWorker, inProgress, answers);
    }

    /// <summary>Whether there is a value, and a choice has its code.</summary>
    private static bool IsTyped(JsonElement answer) => answer.EnumerateObject().Any(member =>
        member.Name.StartsWith("value", StringComparison.Ordinal) && (member.Name != "valueCoding" || member.Value.TryGetProperty("code", out _)));
}
