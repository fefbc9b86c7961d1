using System.Text;
using Sightglass.Expressions.Fields;
using Sightglass.Expressions.Net;
using Sightglass.Expressions.Patterns;
using Sightglass.Expressions.Printing;
using Sightglass.Expressions.Syntax;

namespace Sightglass.Expressions.Evaluation;

/// <summary>One comparison, checked and ready to be made. Immutable.</summary>
internal sealed class Predicate(
    FieldReference field, string name, ComparisonOperator comparison, bool any, bool lower, Constant constant, CompiledPattern? pattern)
{
    private readonly FieldType _type = field.Type;
    private readonly string _text = constant.Text;
    private readonly long _int = constant.Int;
    private readonly IpValue _address = constant.Address;
    private readonly IpCidr _range = constant.Range;

    public FieldReference Field { get; } = field;

    /// <summary>The field's name as it is shown: the author's own, unless that is deprecated or has a canonical spelling.</summary>
    public string Name { get; } = name;

    public ComparisonOperator Operator { get; } = comparison;

    /// <summary>One value that satisfies the operator is enough; otherwise all have to.</summary>
    public bool Any { get; } = any;

    /// <summary>Text is lower-cased before it is compared.</summary>
    public bool Lower { get; } = lower;

    public Constant Constant { get; } = constant;

    /// <summary>Compares the values of a field that is present. Does not allocate unless matches are recorded.</summary>
    public bool Test(scoped ref FieldValues values, MatchRecord? record)
    {
        if (values.Type != _type && values.Count > 0)
        {
            throw new InvalidOperationException($"The source gave {values.Type} values for {Field.Name}, which is {Field.Type}.");
        }

        // The common case: one value, for which any and all are the same.
        if (values.Count == 1)
        {
            return TestOne(ref values, 0, record);
        }

        for (var i = 0; i < values.Count; i++)
        {
            if (TestOne(ref values, i, record) == Any)
            {
                return Any;
            }
        }

        return !Any && values.Count > 0;
    }

    public override string ToString()
    {
        var output = new StringBuilder();
        ReadingPrinter.Append(output, this);
        return output.ToString();
    }

    private bool TestOne(scoped ref FieldValues values, int index, MatchRecord? record)
    {
        bool satisfied;
        if (_type == FieldType.String)
        {
            var text = values.CharsAt(index);
            if (Lower && LowerCase.Changes(text))
            {
                return TestLowered(text, record);
            }

            satisfied = TestText(text);
        }
        else
        {
            satisfied = _type == FieldType.Int ? TestInt(values.IntAt(index)) : TestAddress(values.AddressAt(index));
        }

        if (record is not null && satisfied)
        {
            Record(record, pattern is null ? "" : values.TextAt(index));
        }

        return satisfied;
    }

    private bool TestInt(long value) => Operator switch
    {
        ComparisonOperator.Equal => value == _int,
        ComparisonOperator.NotEqual => value != _int,
        ComparisonOperator.Greater => value > _int,
        ComparisonOperator.GreaterOrEqual => value >= _int,
        ComparisonOperator.Less => value < _int,
        _ => value <= _int,
    };

    private bool TestAddress(IpValue value) => Operator switch
    {
        ComparisonOperator.Equal => value == _address,
        ComparisonOperator.NotEqual => value != _address,
        ComparisonOperator.In => _range.Contains(value),
        _ => !_range.Contains(value),
    };

    private bool TestText(ReadOnlySpan<char> text) => Operator switch
    {
        ComparisonOperator.Equal => text.SequenceEqual(_text),
        ComparisonOperator.NotEqual => !text.SequenceEqual(_text),
        ComparisonOperator.Prefix => text.StartsWith(_text.AsSpan()),
        ComparisonOperator.Postfix => text.EndsWith(_text.AsSpan()),
        ComparisonOperator.Contains => text.IndexOf(_text.AsSpan()) >= 0,
        _ => pattern!.IsMatch(text),
    };

    private bool TestLowered(ReadOnlySpan<char> text, MatchRecord? record)
    {
        using var lowered = new LowerCase(text, stackalloc char[LowerCase.StackLength]);
        var satisfied = TestText(lowered.Text);
        if (satisfied && record is not null)
        {
            Record(record, pattern is null ? "" : lowered.Text.ToString());
        }

        return satisfied;
    }

    private void Record(MatchRecord record, string text)
    {
        switch (Operator)
        {
            case ComparisonOperator.Equal or ComparisonOperator.Prefix or ComparisonOperator.Postfix:
                record.AddConstant(Field, Constant);
                break;
            case ComparisonOperator.Matches:
                record.AddPattern(Field, pattern!, text);
                break;
        }
    }
}
