namespace Mhero.Simulator;

/// <summary>A place of the workspace's country, for the tests has_state, has_district and has_ward.</summary>
/// <param name="Path">Its path from the country down, as RapidPro writes it: <c>Rwanda &gt; Kigali City &gt; Gasabo</c>.</param>
/// <param name="Aliases">Other names that people use for it.</param>
public sealed record SimulatedPlace(string Path, params IReadOnlyList<string> Aliases);
