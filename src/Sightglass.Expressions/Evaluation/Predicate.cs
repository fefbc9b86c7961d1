using System.Text;
using Sightglass.Expressions.Fields;
using Sightglass.Expressions.Net;
using Sightglass.Expressions.Patterns;
using Sightglass.Expressions.Printing;
using Sightglass.Expressions.Syntax;

namespace Sightglass.Expressions.Evaluation;

/// <summary>One comparison, checked and ready to be made. Immutable.</summary>
internal sealed class Predicate(FieldReference field, ComparisonOperator comparison, bool any, bool lower, Constant constant, CompiledPattern? pattern)
{
    private readonly string _text = constant.Text;
    private readonly long _int = constant.Int;
    private readonly IpValue _address = constant.Address;
    private readonly IpCidr _range = constant.Range;

    public FieldReference Field { get; } = field;

    public ComparisonOperator Operator { get; } = comparison;

    /// <summary>One value that satisfies the operator is enough; otherwise all have to.</summary>
    public bool Any { get; } = any;

    /// <summary>Text is lower-cased before it is compared.</summary>
    public bool Lower { get; } = lower;

    public Constant Constant { get; } = constant;

    /// <summary>Compares the values of a field that is present. Does not allocate unless matches are recorded.</summary>
    public bool Test(scoped ref FieldValues values, MatchRecord? record)
    {
        if (values.Type != Field.Type && values.Count > 0)
        {
            throw new InvalidOperationException($"The source gave {values.Type} values for {Field.Name}, which is {Field.Type}.");
        }

        return Field.Type switch
        {
            FieldType.String => TestTexts(ref values, record),
            FieldType.Int => TestInts(ref values, record),
            _ => TestAddresses(ref values, record),
        };
    }

    public override string ToString()
    {
        var output = new StringBuilder();
        ReadingPrinter.Append(output, this);
        return output.ToString();
    }

    private bool TestTexts(scoped ref FieldValues values, MatchRecord? record)
    {
        for (var i = 0; i < values.Count; i++)
        {
            var text = values.CharsAt(i);
            bool satisfied;
            if (Lower && LowerCase.Changes(text))
            {
                satisfied = TestLowered(text, record);
            }
            else
            {
                satisfied = TestText(text);
                if (satisfied && record is not null)
                {
                    Record(record, pattern is null ? "" : values.TextAt(i));
                }
            }

            if (satisfied == Any)
            {
                return Any;
            }
        }

        return !Any && values.Count > 0;
    }

    private bool TestInts(scoped ref FieldValues values, MatchRecord? record)
    {
        for (var i = 0; i < values.Count; i++)
        {
            var value = values.IntAt(i);
            var satisfied = Operator switch
            {
                ComparisonOperator.Equal => value == _int,
                ComparisonOperator.NotEqual => value != _int,
                ComparisonOperator.Greater => value > _int,
                ComparisonOperator.GreaterOrEqual => value >= _int,
                ComparisonOperator.Less => value < _int,
                _ => value <= _int,
            };
            if (satisfied && record is not null)
            {
                Record(record, "");
            }

            if (satisfied == Any)
            {
                return Any;
            }
        }

        return !Any && values.Count > 0;
    }

    private bool TestAddresses(scoped ref FieldValues values, MatchRecord? record)
    {
        for (var i = 0; i < values.Count; i++)
        {
            var value = values.AddressAt(i);
            var satisfied = Operator switch
            {
                ComparisonOperator.Equal => value == _address,
                ComparisonOperator.NotEqual => value != _address,
                ComparisonOperator.In => _range.Contains(value),
                _ => !_range.Contains(value),
            };
            if (satisfied && record is not null)
            {
                Record(record, "");
            }

            if (satisfied == Any)
            {
                return Any;
            }
        }

        return !Any && values.Count > 0;
    }

    private bool TestText(ReadOnlySpan<char> text) => Operator switch
    {
        ComparisonOperator.Equal => text.SequenceEqual(_text),
        ComparisonOperator.NotEqual => !text.SequenceEqual(_text),
        ComparisonOperator.Prefix => text.StartsWith(_text, StringComparison.Ordinal),
        ComparisonOperator.Postfix => text.EndsWith(_text, StringComparison.Ordinal),
        ComparisonOperator.Contains => text.IndexOf(_text, StringComparison.Ordinal) >= 0,
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
