namespace Mhero.Local.Simulator;

/// <summary>What the owner of an API token may do.</summary>
public enum SimulatedTokenRole
{
    /// <summary>Everything.</summary>
    Administrator,

    /// <summary>Reads contacts, fields, groups and the workspace; writes and messages are refused with 403.</summary>
    Surveyor,
}
