namespace Mhero.Bench.Load.World;

/// <summary>What the registry has of messages, counted.</summary>
/// <param name="Communications">Communications.</param>
/// <param name="Completed">Those that say that the message went out, and when.</param>
/// <param name="ByRequest">Those whose CommunicationRequest the registry has.</param>
/// <param name="Recipients">Different Practitioners that they name.</param>
internal sealed record CommunicationTotals(int Communications, int Completed, int ByRequest, int Recipients);
