namespace Mhero.Simulator;

/// <summary>The role of the owner of an API token.</summary>
public enum SimulatedTokenRole
{
    /// <summary>Everything.</summary>
    Administrator,

    /// <summary>Reads contacts, fields, groups and the workspace; writes and messages are refused with 403.</summary>
    Surveyor,
}
