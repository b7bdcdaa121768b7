namespace Mhero.Core.Dhis2;

/// <summary>Tells which values of an import DHIS2 refused.</summary>
internal static class ImportVerdicts
{
    /// <summary>Judges an answer.</summary>
    /// <param name="summary">The answer.</param>
    /// <param name="sent">The values, in the order in which they were sent.</param>
    /// <returns>
    /// The refusal of each value, null for one that was taken; null as a whole when the answer does not say which values it means, so that
    /// each has to be sent alone.
    /// </returns>
    public static IReadOnlyList<Refusal?>? Judge(ImportSummary summary, IReadOnlyList<DataValue> sent)
    {
        // A success may have ignored values: those that were stored already, and zeros that the data element does not keep.
        if (summary is { Status: ImportStatus.Success, Conflicts.Count: 0, Rejected.Count: 0 })
        {
            return new Refusal?[sent.Count];
        }

        var verdicts = new Refusal?[sent.Count];
        if (summary.Status == ImportStatus.Error && summary.Taken == 0 && !summary.Conflicts.Any(c => c.Indexes.Count > 0))
        {
            // Refused as a whole: the data set, the period, the place or the rights.
            for (var i = 0; i < verdicts.Length; i++)
            {
                verdicts[i] = Refusals.Of(summary.Conflicts.Count > 0 ? summary.Conflicts[0] : null, WordsOf(sent[i]), summary.Description);
            }

            return verdicts;
        }

        foreach (var conflict in summary.Conflicts)
        {
            var places = PlacesOf(conflict, sent);
            if (places.Count == 0)
            {
                return sent.Count == 1 ? [Refusals.Of(conflict, WordsOf(sent[0]))] : null;
            }

            foreach (var place in places)
            {
                verdicts[place] ??= Refusals.Of(conflict, WordsOf(sent[place]));
            }
        }

        foreach (var place in summary.Rejected.Where(place => place >= 0 && place < sent.Count))
        {
            verdicts[place] ??= Refusals.Of(null, WordsOf(sent[place]), summary.Description);
        }

        // A warning or an error that names nothing is not believed to be a success.
        return verdicts.Any(verdict => verdict is not null) ? verdicts
            : sent.Count == 1 ? [Refusals.Of(null, WordsOf(sent[0]), summary.Description)]
            : null;
    }

    /// <summary>Without places (version 2.36) the identifier tells the value, unless several have it.</summary>
    private static List<int> PlacesOf(ImportConflict conflict, IReadOnlyList<DataValue> sent)
    {
        var named = conflict.Indexes.Where(place => place >= 0 && place < sent.Count).Distinct().ToList();
        if (named.Count > 0 || conflict.Object is null)
        {
            return named;
        }

        var alike = Enumerable.Range(0, sent.Count).Where(i => conflict.Object == sent[i].DataElement || conflict.Object == sent[i].CategoryOptionCombo).ToList();
        return alike.Count == 1 ? alike : [];
    }

    private static string WordsOf(DataValue value) =>
        value.CategoryOptionCombo is null ? $"data element {value.DataElement}" : $"data element {value.DataElement}, combination {value.CategoryOptionCombo}";
}
