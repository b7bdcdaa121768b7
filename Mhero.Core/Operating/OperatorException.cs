namespace Mhero.Core.Operating;

/// <summary>A question of an operator that cannot be answered as it is.</summary>
/// <param name="code">Stable code, a constant of <see cref="HttpCodes"/>.</param>
/// <param name="message">What to change, without data of people.</param>
public sealed class OperatorException(string code, string message) : Exception(message)
{
    /// <summary>Stable code.</summary>
    public string Code { get; } = code;
}
