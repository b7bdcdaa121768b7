using Mhero.Core.Operating.Responses;

namespace Mhero.Functions.Console.Pages.Responses;

/// <summary>
/// A response, its Provenance and the resources that were extracted from it, as a drawing: a row for each resource, and an arc for each reference beside the rows. So it
/// needs no more width than a small screen has, however many resources there are.
/// </summary>
/// <param name="Nodes">The rows.</param>
/// <param name="Arcs">The references.</param>
public sealed record ResponseGraph(IReadOnlyList<ResponseGraph.Node> Nodes, IReadOnlyList<ResponseGraph.Arc> Arcs)
{
    /// <summary>The width of the drawing.</summary>
    public const int Width = 340;

    /// <summary>Where the rows begin.</summary>
    public const int Left = 84;

    private const int RowHeight = 28;
    private const int NearestBend = 14;
    private const int MostBend = 74;
    /// <summary>So many that they fit in a wide font, too: 8.7 units for each letter of 12.</summary>
    private const int LongestLabel = 28;

    /// <summary>The height of the drawing.</summary>
    public int Height => Nodes.Count * RowHeight;

    /// <summary>Draws a response.</summary>
    /// <param name="detail">The response with what belongs to it.</param>
    /// <returns>The drawing; null when nothing was extracted, or more than <see cref="ResponseDetail.MaxLinked"/> resources.</returns>
    public static ResponseGraph? Of(ResponseDetail detail)
    {
        if (detail.Extracted.Count is 0 or > ResponseDetail.MaxLinked || detail.Provenance.Count > ResponseDetail.MaxLinked)
        {
            return null;
        }

        var response = $"QuestionnaireResponse/{detail.Response.Id}";
        var rows = new List<(string Reference, string Kind)> { (response, "response") };
        rows.AddRange(detail.Provenance.Select(one => ($"Provenance/{one.Id}", "provenance")));
        rows.AddRange(detail.Extracted.Select(one => (one.Reference, one.IsThere ? "extracted" : "missing")));
        var at = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < rows.Count; i++)
        {
            at.TryAdd(rows[i].Reference, i);
        }

        var references = detail.Provenance.Select(one => (From: response, To: $"Provenance/{one.Id}", Kind: "origin"))
            .Concat(detail.Provenance.SelectMany(one => one.Targets.Select(target => (From: $"Provenance/{one.Id}", To: target, Kind: "origin"))))
            .Concat(detail.Links.Select(link => (link.From, link.To, Kind: "reference")))
            .Where(one => at.ContainsKey(one.From) && at.ContainsKey(one.To))
            .Distinct();
        return new ResponseGraph(
            [.. rows.Select((row, i) => new Node(row.Reference, LabelOf(row.Reference), row.Kind, MiddleOf(i)))],
            [.. references.Select(one => new Arc(one.From, one.To, one.Kind, PathOf(at[one.From], at[one.To])))]);
    }

    private static int MiddleOf(int row) => (row * RowHeight) + (RowHeight / 2);

    private static string LabelOf(string reference) => reference.Length <= LongestLabel ? reference : reference[..(LongestLabel - 1)] + "…";

    /// <summary>A bend to the side that is the wider, the more rows it passes. It ends before the dot of the other row, where its arrow is.</summary>
    private static string PathOf(int from, int to)
    {
        var bend = Left - 6 - Math.Min(MostBend, NearestBend + (Math.Abs(from - to) * 6));
        return string.Create(CultureInfo.InvariantCulture, $"M{Left - 6} {MiddleOf(from)}C{bend} {MiddleOf(from)} {bend} {MiddleOf(to)} {Left - 8} {MiddleOf(to)}");
    }

    /// <summary>A resource.</summary>
    /// <param name="Reference">Its reference.</param>
    /// <param name="Label">The reference, shortened where it does not fit.</param>
    /// <param name="Kind"><c>response</c>, <c>provenance</c>, <c>extracted</c>, or <c>missing</c> for an extracted one that the registry does not have.</param>
    /// <param name="Y">The middle of its row.</param>
    public sealed record Node(string Reference, string Label, string Kind, int Y);

    /// <summary>A reference.</summary>
    /// <param name="From">The resource that it begins at.</param>
    /// <param name="To">The resource that it ends at.</param>
    /// <param name="Kind"><c>origin</c> from the response to its Provenance and on to what was extracted, <c>reference</c> between extracted resources.</param>
    /// <param name="Path">The path of the line.</param>
    public sealed record Arc(string From, string To, string Kind, string Path);
}
