namespace Mhero.Core.RapidPro.Model;

/// <summary>A value that may be left out of a request, which is not the same as sending null.</summary>
/// <typeparam name="T">The value's type.</typeparam>
public readonly record struct Settable<T>
{
    /// <summary>Sets the value.</summary>
    public Settable(T value)
    {
        Value = value;
        IsSet = true;
    }

    /// <summary>Whether the value is sent at all.</summary>
    public bool IsSet { get; }

    /// <summary>The value to send, when <see cref="IsSet"/>.</summary>
    public T? Value { get; }

    /// <summary>Sets the value.</summary>
    public static implicit operator Settable<T>(T value) => new(value);
}
