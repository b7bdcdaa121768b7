namespace Mhero.Core.Floip;

/// <summary>The error for a document that cannot be used at all.</summary>
/// <param name="code">One of <see cref="FloipCodes"/>.</param>
/// <param name="message">The fault and its correction.</param>
/// <param name="innerException">The JSON reader's exception; null for another fault.</param>
public sealed class FloipException(string code, string message, Exception? innerException = null) : Exception(message, innerException)
{
    /// <summary>A stable code, one of <see cref="FloipCodes"/>.</summary>
    public string Code { get; } = code;
}
