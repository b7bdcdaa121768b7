namespace Mhero.Core.Fhir.Expressions;

/// <summary>An expression is larger than the limits allow, or its evaluation used up its budget.</summary>
/// <param name="message">Which limit; it quotes neither the expression nor data.</param>
internal sealed class ExpressionTooCostlyException(string message) : Exception(message);
