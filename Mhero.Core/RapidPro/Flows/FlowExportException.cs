namespace Mhero.Core.RapidPro.Flows;

/// <summary>The error for a file that is not an export of flows.</summary>
/// <param name="code">One of <see cref="RapidProInputCodes"/>.</param>
/// <param name="message">The fault and its correction.</param>
/// <param name="innerException">The JSON reader's exception; null for another fault.</param>
public sealed class FlowExportException(string code, string message, Exception? innerException = null) : Exception(message, innerException)
{
    /// <summary>A stable code, one of <see cref="RapidProInputCodes"/>.</summary>
    public string Code { get; } = code;
}
