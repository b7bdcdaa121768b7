namespace Mhero.Core.Floip.Results;

/// <summary>The order of a session's rows: by time, then by row id; row ids that are numbers by their value.</summary>
internal sealed class RowOrder : IComparer<ResultsRow>
{
    public static readonly RowOrder Instance = new();

    public int Compare(ResultsRow? x, ResultsRow? y)
    {
        var byTime = Nullable.Compare(x?.Time, y?.Time);
        return byTime != 0 ? byTime : CompareIds(x?.RowId ?? "", y?.RowId ?? "");
    }

    private static int CompareIds(string x, string y)
    {
        if (IsNumber(x) && IsNumber(y))
        {
            var (a, b) = (x.TrimStart('0'), y.TrimStart('0'));
            var byValue = a.Length != b.Length ? a.Length.CompareTo(b.Length) : string.CompareOrdinal(a, b);
            return byValue != 0 ? byValue : string.CompareOrdinal(x, y);
        }

        // Numbers before texts: an order that mixes both comparisons would not be transitive.
        return IsNumber(x) ? -1 : IsNumber(y) ? 1 : string.CompareOrdinal(x, y);
    }

    private static bool IsNumber(string id) => id.Length > 0 && !id.AsSpan().ContainsAnyExceptInRange('0', '9');
}
