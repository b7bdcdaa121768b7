namespace Mhero.FaultSimulation.Worlds.Subjects;

/// <summary>Sessions of a FLOIP server: their rows are spread over its pages, may answer a question again, and may become visible late.</summary>
internal sealed class FloipSubject(World world) : ISubject
{
    private const int Sessions = 6;
    private const int MaxLateMinutes = 40;

    public IEnumerable<(int Times, string Name, Action Act)> Events => [(world.Plan.FloipRows, "a row of a session", Add)];

    public void Settle()
    {
    }

    public IEnumerable<string> Faults(IReadOnlyList<Link> links)
    {
        var responses = world.Registry.All("QuestionnaireResponse").ToLookup(r => (string?)r["identifier"]?["value"] ?? "");
        foreach (var session in world.Floip.Rows.GroupBy(r => r.Session))
        {
            var found = responses[$"sim/{FloipSide.Package}/{session.Key}"].ToList();
            if (found is not [var response])
            {
                yield return $"The session {session.Key} has {found.Count} responses.";
                continue;
            }

            var wanted = session.GroupBy(r => r.Question).Select(q => $"{q.Key}={q.OrderBy(r => r.At).ThenBy(r => r.Id).Last().Answer}").Order(StringComparer.Ordinal);
            var answers = (response["item"] as JsonArray ?? []).Where(i => i?["answer"] is not null).Select(i => $"{(string)i!["linkId"]!}={Invariants.AnswerOf(i["answer"]![0]!)}").Order(StringComparer.Ordinal);
            if (!wanted.SequenceEqual(answers))
            {
                yield return $"The session {session.Key} has the answers {string.Join(", ", wanted)}, and its response {string.Join(", ", answers)}.";
            }
        }
    }

    private void Add()
    {
        var random = world.Random;
        var at = world.Clock.Now - (random.Next(3) == 0 ? TimeSpan.FromMinutes(random.Next(1, MaxLateMinutes)) : TimeSpan.Zero);
        var session = $"s{random.Next(Sessions)}";
        if (random.Next(2) == 0)
        {
            world.Floip.Add(at, session, "age", random.Next(90));
        }
        else
        {
            world.Floip.Add(at, session, "fever", random.Next(2) == 0 ? "Yes" : "No");
        }

        world.Note($"a row of the session {session}");
    }
}
