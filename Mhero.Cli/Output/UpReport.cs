using Mhero.Core;
using Mhero.Core.Storage.Reviews;
using Mhero.Core.Sync.Contacts;
using Mhero.Core.Sync.Engine.Writing;
using Mhero.DevHost.Run;

namespace Mhero.Cli.Output;

/// <summary>The report of <c>mhero up</c>, for people and for programs.</summary>
/// <param name="Rounds">The rounds, in order; at least two.</param>
/// <param name="Reviews">The questions that are open now.</param>
/// <param name="Conflicts">The conflicts on record.</param>
internal sealed record UpReport(IReadOnlyList<RoundReport> Rounds, IReadOnlyList<Review> Reviews, IReadOnlyList<ConflictRecord> Conflicts)
{
    /// <summary>Whether nothing failed and the rounds came to rest.</summary>
    public bool IsGood => Rounds.All(round => !round.HasFailed) && Rounds[^1].WroteNothing;

    /// <summary>The report as one object: the first round's numbers, and the second round's beside them.</summary>
    public object ToJson()
    {
        var report = Round(Rounds[0]);
        report["errors"] = Rounds.SelectMany(round => round.Errors);
        report["secondRound"] = Round(Rounds[1]);
        report["rounds"] = Rounds.Count;
        return report;
    }

    /// <summary>Prints the report.</summary>
    public void Print(IAnsiConsole console)
    {
        var first = Rounds[0];
        console.WriteUnbroken("");
        console.Write(Table(console, first));
        console.WriteUnbroken(string.Create(
            CultureInfo.InvariantCulture,
            $"conflicts {first.Conflicts}, reviews {first.Reviews}, dead letters {first.DeadLetters}, skipped {first.Skipped}, in {first.Duration.TotalSeconds:0.0} s"));
        if (first.Extracted.Count > 0)
        {
            console.WriteUnbroken($"extracted from responses: {string.Join(", ", first.Extracted.Select(type => $"{type.Value} {type.Key}"))}");
        }

        if (first.FlowResults.Packages > 0)
        {
            console.WriteUnbroken($"read from FLOIP servers: {first.FlowResults.Packages} packages, {first.FlowResults.Sessions} sessions, {first.FlowResults.Rows} rows");
        }

        if (first.MessagesByStatus.Count > 0)
        {
            console.WriteUnbroken($"messages sent: {string.Join(", ", first.MessagesByStatus.Select(status => $"{status.Value} {status.Key}"))}");
        }

        foreach (var error in Rounds.SelectMany(round => round.Errors).Distinct())
        {
            console.WriteUnbroken($"Not read to the end: {error}");
        }

        PrintQuestions(console);
        console.WriteUnbroken("");
        for (var i = 1; i < Rounds.Count; i++)
        {
            var round = Rounds[i];
            console.WriteUnbroken(round.WroteNothing
                ? $"Round {i + 1}: nothing was written on either side; they are in sync."
                : $"Round {i + 1}: {string.Join(", ", round.Sides.Where(side => side.Counts.Written > 0).Select(side => $"{side.Counts.Written} {side.Kind}"))} were written.");
        }

        if (!IsGood)
        {
            console.WriteUnbroken("Some items could not be processed: GET /api/dead-letters lists them with the causes, POST /api/dead-letters/replay retries them.");
        }
    }

    private static Dictionary<string, object> Round(RoundReport round)
    {
        var report = round.Sides.ToDictionary(
            side => side.Kind,
            object (side) => new { created = side.Counts.Created, updated = side.Counts.Updated, unchanged = side.Counts.Unchanged, failed = side.Counts.Failed });
        report[OutcomeCounts.Groups.Kind] = new
        {
            created = round.Groups.Created,
            updated = round.Groups.Updated,
            unchanged = round.Groups.Unchanged,
            failed = round.Groups.Failed,
            membersAdded = round.MembersAdded,
            membersRemoved = round.MembersRemoved,
        };
        report["extracted"] = round.Extracted;
        report["extractedUpdated"] = round.ExtractedUpdated;
        report["messagesByStatus"] = round.MessagesByStatus;
        report["flowResults"] = new { packages = round.FlowResults.Packages, sessions = round.FlowResults.Sessions, rows = round.FlowResults.Rows };
        report["conflicts"] = round.Conflicts;
        report["reviews"] = round.Reviews;
        report["deadLetters"] = round.DeadLetters;
        report["skipped"] = round.Skipped;
        return report;
    }

    private static Table Table(IAnsiConsole console, RoundReport round)
    {
        var table = new Table { Border = console.Profile.Capabilities.Interactive ? TableBorder.Rounded : TableBorder.None };
        table.AddColumn("");
        foreach (var heading in new[] { "created", "updated", "unchanged", "failed" })
        {
            table.AddColumn(new TableColumn(heading).RightAligned());
        }

        foreach (var (name, side) in round.Sides)
        {
            table.AddRow([name, .. new[] { side.Created, side.Updated, side.Unchanged, side.Failed }.Select(n => n.ToString(CultureInfo.InvariantCulture))]);
        }

        return table;
    }

    private void PrintQuestions(IAnsiConsole console)
    {
        if (Conflicts.Count > 0)
        {
            console.WriteUnbroken("");
            console.WriteUnbroken("Conflicts. Where the other value is the right one, enter it on either side; the next round carries it over:");
            foreach (var conflict in Conflicts)
            {
                console.WriteUnbroken($"  {SyncCodes.Conflict}  {conflict.Worker}  {conflict.Attribute}: {conflict.Winner} was followed");
            }
        }

        if (Reviews.Count > 0)
        {
            console.WriteUnbroken("");
            console.WriteUnbroken("Reviews. Answer in the console, or with mhero reviews decide <id> --choose <candidate> (or --create), or correct the data:");
            foreach (var review in Reviews)
            {
                console.WriteUnbroken($"  {review.Id}  {review.Code}  {review.Subject}");
                console.WriteUnbroken($"    {review.Message}");
                foreach (var candidate in review.Candidates)
                {
                    console.WriteUnbroken($"    candidate {candidate.Reference} ({candidate.Reason})");
                }
            }
        }
    }
}
