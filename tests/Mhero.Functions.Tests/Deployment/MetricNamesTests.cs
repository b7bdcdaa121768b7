using System.Text.RegularExpressions;

namespace Mhero.Functions.Tests.Deployment;

/// <summary>Alerts, workbook and dashboard ask for metrics of the table in <c>docs/operations.md</c>, by tags that it names.</summary>
public sealed partial class MetricNamesTests
{
    private const string TagsOfPrometheus = "job,instance,le";

    /// <summary>The rows of the table.</summary>
    private static readonly IReadOnlyList<Metric> Documented =
        [.. Row().Matches(Repository.Read("docs", "operations.md")).Select(m => new Metric(m.Groups["name"].Value, m.Groups["kind"].Value, m.Groups["unit"].Value, [.. Tag().Matches(m.Groups["tags"].Value).Select(t => t.Groups[1].Value)]))];

    public static TheoryData<string> Azure => ["infra/bicep/monitor/alerts.bicep", "infra/bicep/monitor/workbook.json"];

    [Theory]
    [MemberData(nameof(Azure))]
    public void Queries_OfAzure_NameDocumentedMetricsAndTags(string file)
    {
        var queries = Queries(file).ToList();

        Assert.NotEmpty(queries);
        Assert.All(queries, query =>
        {
            var metrics = Name().Matches(query).Select(m => m.Groups[1].Value).Distinct().ToList();
            Assert.NotEmpty(metrics);
            var known = metrics.Select(name => Documented.SingleOrDefault(m => m.Name == name) ?? throw new Xunit.Sdk.XunitException($"{file}: {name} is not in docs/operations.md.")).ToList();
            Assert.All(Dimension().Matches(query).Select(m => m.Groups[1].Value), tag => Assert.Contains(known, m => m.Tags.Contains(tag)));
        });
    }

    [Fact]
    public void Queries_OfGrafana_NameDocumentedMetricsAndTags()
    {
        using var dashboard = JsonDocument.Parse(Repository.Read("infra", "grafana", "mhero.json"));
        var queries = Strings(dashboard.RootElement, "expr").ToList();

        Assert.True(queries.Count > 5);
        Assert.All(queries, query =>
        {
            var names = PrometheusName().Matches(query).Select(m => m.Value).Distinct().ToList();
            Assert.NotEmpty(names);
            var known = names.Select(name => Documented.SingleOrDefault(m => m.Prometheus == name) ?? throw new Xunit.Sdk.XunitException($"{name} is none of {string.Join(", ", Documented.Select(m => m.Prometheus))}.")).ToList();
            var tags = By().Matches(query).SelectMany(m => m.Groups[1].Value.Split(',')).Select(t => t.Trim()).Where(t => !TagsOfPrometheus.Split(',').Contains(t));
            Assert.All(tags, tag => Assert.Contains(known, m => m.Tags.Contains(tag)));
        });
    }

    [Fact]
    public void Documented_EveryMetric_IsShown()
    {
        var workbook = string.Concat(Queries("infra/bicep/monitor/workbook.json"));
        var dashboard = Repository.Read("infra", "grafana", "mhero.json");

        Assert.True(Documented.Count > 5);
        Assert.All(Documented, metric => Assert.Contains($"\"{metric.Name}\"", workbook, StringComparison.Ordinal));
        Assert.All(Documented, metric => Assert.Contains(metric.Prometheus, dashboard, StringComparison.Ordinal));
    }

    [Fact]
    public void Alerts_EachRule_IsExplainedForOperators()
    {
        var names = AlertName().Matches(Repository.Read("infra", "bicep", "monitor", "alerts.bicep")).Select(m => m.Groups[1].Value).ToList();

        Assert.Equal(8, names.Count);
        Assert.All(names, name => Assert.Contains($"`{name}`", Repository.Read("docs", "operations.md"), StringComparison.Ordinal));
    }

    private static IEnumerable<string> Queries(string file)
    {
        var text = Repository.Read(file);
        if (file.EndsWith(".bicep", StringComparison.Ordinal))
        {
            return BicepQuery().Matches(text).Select(m => m.Groups[1].Value);
        }

        using var workbook = JsonDocument.Parse(text);
        return [.. Strings(workbook.RootElement, "query")];
    }

    private static IEnumerable<string> Strings(JsonElement element, string name) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(p =>
            p.Name == name && p.Value.ValueKind == JsonValueKind.String ? [p.Value.GetString()!] : Strings(p.Value, name)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(e => Strings(e, name)),
        _ => [],
    };

    [GeneratedRegex(@"^\| `(?<name>mhero\.[a-z_.]+)` \| (?<kind>gauge|counter)(, (?<unit>s))? \|\s*(?<tags>[^|]*?)\s*\|", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Row();

    [GeneratedRegex("`([a-z_]+)`")]
    private static partial Regex Tag();

    [GeneratedRegex(@"""(mhero\.[a-z_.]+)""")]
    private static partial Regex Name();

    [GeneratedRegex(@"customDimensions\[""([a-z_]+)""\]")]
    private static partial Regex Dimension();

    [GeneratedRegex(@"\bmhero_[a-z_]+")]
    private static partial Regex PrometheusName();

    [GeneratedRegex(@"\bby \(([^)]*)\)")]
    private static partial Regex By();

    [GeneratedRegex(@"^\s+query: '(.*)'$", RegexOptions.Multiline)]
    private static partial Regex BicepQuery();

    [GeneratedRegex(@"^\s+name: '(mHero: [^']+)'$", RegexOptions.Multiline)]
    private static partial Regex AlertName();

    private sealed record Metric(string Name, string Kind, string Unit, IReadOnlyList<string> Tags)
    {
        /// <summary>The name that OpenTelemetry's exporter gives it in Prometheus: the unit, if it is one, and <c>total</c> for a counter.</summary>
        public string Prometheus => Name.Replace('.', '_') + (Unit == "s" ? "_seconds" : "") + (Kind == "counter" ? "_total" : "");
    }
}
