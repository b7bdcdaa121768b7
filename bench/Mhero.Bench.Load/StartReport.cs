namespace Mhero.Bench.Load;

/// <summary>The starts of one published app.</summary>
/// <param name="App">Its folder.</param>
/// <param name="Starts">What each start took.</param>
internal sealed record StartReport(string App, IReadOnlyList<StartMeasure> Starts)
{
    /// <summary>The median of each figure.</summary>
    public StartMeasure Median => new(
        Of(start => start.LoadedMilliseconds), Of(start => start.HealthMilliseconds), Of(start => start.WebhookMilliseconds), Of(start => start.ProcessorMilliseconds));

    private double Of(Func<StartMeasure, double> figure) => Starts.Select(figure).Order().ElementAt(Starts.Count / 2);
}
