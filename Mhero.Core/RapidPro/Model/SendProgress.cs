namespace Mhero.Core.RapidPro.Model;

/// <summary>RapidPro's progress with a broadcast or flow start (since 10.0).</summary>
/// <param name="Total">How many contacts it is for; -1 while RapidPro has not counted them.</param>
/// <param name="Started">How many of them it has worked on.</param>
public sealed record SendProgress(long Total, long Started);
