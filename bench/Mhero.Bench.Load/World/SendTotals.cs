namespace Mhero.Bench.Load.World;

/// <summary>What the simulator made of broadcasts or flow starts, by its own count.</summary>
/// <param name="Contacts">Contacts that there are.</param>
/// <param name="Once">Those for whom one message was made, or whom one flow start put into the flow.</param>
/// <param name="Otherwise">Those for whom it was done more than once.</param>
internal sealed record SendTotals(int Contacts, int Once, int Otherwise);
