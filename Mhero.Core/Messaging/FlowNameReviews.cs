using Mhero.Core.Caching;
using Mhero.Core.Fhir;
using Mhero.Core.RapidPro;
using Mhero.Core.RapidPro.Model;
using Mhero.Core.Storage.Reviews;
using Mhero.Core.Sync.Flows;
using Mhero.Core.Sync.Reviews;

namespace Mhero.Core.Messaging;

/// <summary>
/// Asks people which flow a name means that no flow of the workspace has, or several have, and stores the decision. Runs, reminders and requests use the
/// chosen flow from then on. The question closes when one flow has the name.
/// </summary>
internal sealed class FlowNameReviews(FlowReferences references, FlowNames names, FlowLinks links, ReviewStore reviews, RapidProClient rapidPro) : IReviewHandler, IFlowsObserver
{
    private const string Prefix = "flow/";
    private const int MaxCandidates = 10;

    /// <inheritdoc/>
    public bool Handles(Review review) => review.Subject.StartsWith(Prefix, StringComparison.Ordinal);

    /// <inheritdoc/>
    public async Task NotifyAsync(CancellationToken cancellationToken)
    {
        try
        {
            await AskAsync(cancellationToken);
        }
        catch (Exception e) when (e is FhirException or RapidProException)
        {
            // The status reports a side that cannot be read, and the next reading of the flows asks again.
        }
    }

    /// <inheritdoc/>
    public async Task<ReviewAnswer> DecideAsync(Review review, ReviewDecision decision, CancellationToken cancellationToken)
    {
        // A name without candidates may get any flow of the workspace.
        if (!Guid.TryParse(decision.Choose?.Split('/')[^1], out var flow) || await rapidPro.FindFlowAsync(flow, cancellationToken) is null)
        {
            return ReviewAnswer.NoCandidate;
        }

        await links.ChooseAsync(review.Payload!, flow, cancellationToken);
        await reviews.CloseAsync(review.Id, cancellationToken);
        return ReviewAnswer.Accepted;
    }

    private async Task AskAsync(CancellationToken cancellationToken)
    {
        var matches = await references.MatchAsync(true, cancellationToken);
        if (matches.Count == 0)
        {
            return;
        }

        // A flow that is renamed before it was used is still known by this name.
        foreach (var match in matches.Select(m => m.Match).Where(m => m is { Flow: not null, IsRenamed: false } && !Guid.TryParse(m.Text, out _)))
        {
            await links.NoteAsync(match.Text, match.Flow!.Uuid, cancellationToken);
        }

        await reviews.CloseForAsync([.. matches.Where(m => m.Match.Flow is not null).Select(m => SubjectOf(m.Match)).Distinct()], cancellationToken: cancellationToken);
        var flows = await names.ListAsync(cancellationToken);
        foreach (var some in matches.Where(m => m.Match.Flow is null && m.Match.Text.Length > 0 && !Guid.TryParse(m.Match.Text, out _)).GroupBy(m => SubjectOf(m.Match)))
        {
            var match = some.First().Match;
            await reviews.OpenAsync(
                some.Key,
                match.Code!,
                $"{match.Advice} Or choose the flow that is meant. It is named by {string.Join(", ", some.Select(m => m.Place).Distinct().Order(StringComparer.Ordinal))}.",
                [.. CandidatesOf(match, flows).Select(flow => new ReviewCandidate(Prefix + flow.Uuid, ReasonOf(flow)))],
                match.Text,
                cancellationToken);
        }
    }

    /// <summary>The flows with the name; when there is none, those whose name has a word of it, the most alike first.</summary>
    private static IEnumerable<Flow> CandidatesOf(FlowMatch match, IReadOnlyList<Flow> flows)
    {
        if (match.IsAmbiguous)
        {
            return match.Flows.Take(MaxCandidates);
        }

        var words = WordsOf(match.Text);
        return flows.Where(flow => !flow.Archived)
            .Select(flow => (Flow: flow, Common: WordsOf(flow.Name).Intersect(words).Count()))
            .Where(flow => flow.Common > 0)
            .OrderByDescending(flow => flow.Common).ThenBy(flow => flow.Flow.Name, StringComparer.OrdinalIgnoreCase)
            .Take(MaxCandidates)
            .Select(flow => flow.Flow);
    }

    private static HashSet<string> WordsOf(string name) =>
        [.. name.ToLowerInvariant().Split([' ', '-', '_', '.', ','], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];

    private static string ReasonOf(Flow flow) => string.Create(
        CultureInfo.InvariantCulture, $"'{flow.Name}', created {flow.CreatedOn:yyyy-MM-dd}, {flow.Results.Count} results{(flow.Archived ? ", archived" : "")}");

    // The subject of a review never holds a text.
    private static string SubjectOf(FlowMatch match) =>
        Prefix + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(match.Text.ToLowerInvariant())).AsSpan(0, 8));
}
