using Mhero.Core.Operating.Responses;
using Mhero.Functions.Console.Pages.Responses;

namespace Mhero.Functions.Tests.Console;

/// <summary>The drawing of a response with what was extracted from it.</summary>
public sealed class ResponseGraphTests
{
    [Fact]
    public void Of_Response_HasARowForEachResourceAndAnArcForEachReference()
    {
        var graph = ResponseGraph.Of(DetailOf(3, new ExtractedLink("Observation/o0", "Observation/o1"), new ExtractedLink("Observation/o0", "Observation/elsewhere")))!;

        Assert.Equal(
            [("QuestionnaireResponse/r1", "response"), ("Provenance/p1", "provenance"), ("Observation/o0", "extracted"), ("Observation/o1", "extracted"), ("Observation/o2", "missing")],
            graph.Nodes.Select(node => (node.Reference, node.Kind)));
        Assert.Equal(
            [
                ("QuestionnaireResponse/r1", "Provenance/p1", "origin"), ("Provenance/p1", "Observation/o0", "origin"), ("Provenance/p1", "Observation/o1", "origin"), ("Provenance/p1", "Observation/o2", "origin"),
                ("Observation/o0", "Observation/o1", "reference"),
            ],
            graph.Arcs.Select(arc => (arc.From, arc.To, arc.Kind)));
        Assert.Equal(graph.Nodes.Select(node => node.Y).Order().Distinct(), graph.Nodes.Select(node => node.Y));
        Assert.InRange(graph.Nodes[^1].Y, 0, graph.Height);
    }

    [Fact]
    public void Of_MostResources_StaysInItsWidth()
    {
        var graph = ResponseGraph.Of(DetailOf(ResponseDetail.MaxLinked, new ExtractedLink("Observation/o0", $"Observation/o{ResponseDetail.MaxLinked - 1}")))!;

        var across = graph.Arcs.SelectMany(arc => arc.Path.Split(' ', 'M', 'C').Where(part => part.Length > 0).Select(int.Parse).Where((_, i) => i % 2 == 0));
        Assert.All(across, x => Assert.InRange(x, 0, ResponseGraph.Left));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(ResponseDetail.MaxLinked + 1)]
    public void Of_NothingOrTooMuch_IsNone(int extracted) => Assert.Null(ResponseGraph.Of(DetailOf(extracted)));

    [Fact]
    public void Of_LongReference_IsShortenedInTheRowOnly()
    {
        var reference = "Observation/" + new string('x', 64);
        var graph = ResponseGraph.Of(DetailOf(1) with { Extracted = [new ExtractedResource(reference, true)] })!;

        Assert.Equal(reference, graph.Nodes[^1].Reference);
        Assert.Equal(28, graph.Nodes[^1].Label.Length);
        Assert.EndsWith("…", graph.Nodes[^1].Label, StringComparison.Ordinal);
    }

    private static ResponseDetail DetailOf(int extracted, params ExtractedLink[] links)
    {
        var resources = Enumerable.Range(0, extracted).Select(n => new ExtractedResource($"Observation/o{n}", n < 2)).ToList();
        return new ResponseDetail(
            new ResponseSummary("r1", null, null, "completed", null, null, null, null, null), null, null, resources,
            [new ResponseProvenance("p1", null, null, [.. resources.Select(one => one.Reference)])], null, [])
        {
            Links = links,
        };
    }
}
