namespace Mhero.FaultSimulation.Worlds;

/// <summary>A row of a FLOIP server: the answer of a session to a question.</summary>
internal sealed record FloipRow(DateTimeOffset At, int Id, string Session, string Question, string Answer);
