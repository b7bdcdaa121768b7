using Hl7.Fhir.Model;
using Mhero.Core.Sync.Engine.Writing;

namespace Mhero.Core.Sync.Runs;

/// <summary>The extraction from a stored response that an operator ordered again: it is done also when nothing has changed.</summary>
/// <param name="key">The response's key in the ledger.</param>
/// <param name="row">The response's row.</param>
/// <param name="response">The response as the registry has it.</param>
/// <param name="questionnaire">The Questionnaire by which it is read.</param>
internal sealed class RepeatedExtraction(string key, WriteRow row, QuestionnaireResponse response, Questionnaire questionnaire)
    : ExtractionWrite(key, HashOf(row.Hash, questionnaire), row.Source ?? new SourceState(null), RunKeys.RunOf(key), AuthoredOf(response) ?? row.Source?.Stamp)
{
    public QuestionnaireResponse Response => response;

    public Questionnaire Questionnaire => questionnaire;

    internal override bool MayHaveSurplus => true;

    /// <summary>Whether a newer state of the run was extracted.</summary>
    internal override bool IsKnown => Before?.Source is { } source && Source.IsOlderThan(source);

    private static DateTimeOffset? AuthoredOf(QuestionnaireResponse response) =>
        DateTimeOffset.TryParse(response.AuthoredElement?.JsonValue as string, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var authored) ? authored : null;
}
