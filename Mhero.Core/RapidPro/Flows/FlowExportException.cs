namespace Mhero.Core.RapidPro.Flows;

/// <summary>A file that is no export of flows.</summary>
/// <param name="code">One of <see cref="FlowExportCodes"/>.</param>
/// <param name="message">What is wrong and what to do.</param>
/// <param name="innerException">The JSON reader's complaint, if it is that.</param>
public sealed class FlowExportException(string code, string message, Exception? innerException = null) : Exception(message, innerException)
{
    /// <summary>A stable code, one of <see cref="FlowExportCodes"/>.</summary>
    public string Code { get; } = code;
}
