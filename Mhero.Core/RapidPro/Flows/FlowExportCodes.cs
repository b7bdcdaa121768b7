namespace Mhero.Core.RapidPro.Flows;

/// <summary>The stable codes of what can be wrong with an export of flows.</summary>
internal static class FlowExportCodes
{
    /// <summary>The file is not an export of flows at all.</summary>
    public const string NotAnExport = "MH1101";

    /// <summary>A flow of the old engine (specification 12 and older).</summary>
    public const string LegacyFlow = "MH1102";

    /// <summary>A flow that does not have the shape of one.</summary>
    public const string UnreadableFlow = "MH1103";
}
