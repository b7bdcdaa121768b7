namespace Mhero.Core.Sync.Engine.Circuits;

/// <summary>The one record that is tried while a circuit is open.</summary>
/// <param name="Side">The circuit's side.</param>
/// <param name="Id">The probe.</param>
/// <param name="Subject">The record.</param>
/// <param name="WasRefused">Whether the record was itself refused in this opening.</param>
internal sealed record CircuitProbe(CircuitSide Side, string Id, string Subject, bool WasRefused);
