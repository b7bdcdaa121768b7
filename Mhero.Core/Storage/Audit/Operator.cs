namespace Mhero.Core.Storage.Audit;

/// <summary>The person or program that uses the operator's actions.</summary>
/// <param name="Name">The name: that of the signed-in person, or <see cref="FunctionKey"/>, with the name that the caller states where it states one.</param>
/// <param name="Role">The role of the signed-in person, <c>Reader</c>, <c>Operator</c> or <c>Administrator</c>; null for a caller with a key.</param>
public sealed record Operator(string Name, string? Role = null)
{
    /// <summary>The name of a caller who is known only by a key.</summary>
    public const string FunctionKey = "function key";

    private const int MaxStated = 80;

    /// <summary>A caller with a key.</summary>
    /// <param name="stated">The name that the caller states, which nothing proves; null for none. Control characters and what is beyond 80 characters are left out.</param>
    public static Operator WithKey(string? stated)
    {
        var name = string.Concat((stated ?? string.Empty).Where(c => !char.IsControl(c)).Take(MaxStated)).Trim();
        return new Operator(name.Length == 0 ? FunctionKey : $"{FunctionKey} ({name})");
    }
}
